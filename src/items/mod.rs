//! Product text, ECCN and HS code -> categories and contradictions. Never a determination.
