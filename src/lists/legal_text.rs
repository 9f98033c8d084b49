//! License-requirement and review-policy phrases of list entries -> conditions, raw text kept.
//! What does not parse is marked so and fails closed.
