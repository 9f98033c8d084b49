//! The lists that the readers know, by id.

/// One official list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownList {
    /// Its id, as entries carry it.
    pub id: &'static str,
    /// Its name in English.
    pub title: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
}

macro_rules! lists {
    ($($id:literal, $title:literal, $publisher:literal;)*) => {
        /// Every list that a reader can name, sorted by id.
        pub const KNOWN_LISTS: &[KnownList] = &[
            $(KnownList { id: $id, title: $title, publisher: $publisher },)*
        ];
    };
}

lists! {
    "AU-DFAT", "Consolidated List", "Australia, Department of Foreign Affairs and Trade";
    "CA-SEMA", "Consolidated Canadian Autonomous Sanctions List", "Global Affairs Canada";
    "CN-MOFCOM-ECL", "Export Control List (control list of entities)", "China, Ministry of Commerce";
    "CN-MOFCOM-UEL", "Unreliable Entity List", "China, Ministry of Commerce";
    "CN-MOFCOM-WATCH", "Watch list", "China, Ministry of Commerce";
    "EU-FSF", "Consolidated list of financial sanctions", "European Commission";
    "JP-METI-EUL", "End User List", "Japan, Ministry of Economy, Trade and Industry";
    "UK-FCDO", "UK Sanctions List", "Foreign, Commonwealth and Development Office";
    "UN-SC", "Consolidated List", "United Nations Security Council";
    "US-BIS-DPL", "Denied Persons List", "Bureau of Industry and Security";
    "US-BIS-EL", "Entity List", "Bureau of Industry and Security";
    "US-BIS-MEU", "Military End User List", "Bureau of Industry and Security";
    "US-BIS-UVL", "Unverified List", "Bureau of Industry and Security";
    "US-DDTC-DTC", "AECA Debarred List", "Directorate of Defense Trade Controls";
    "US-DHS-UFLPA", "UFLPA Entity List", "Department of Homeland Security";
    "US-DOD-1237", "Communist Chinese Military Companies (section 1237)", "Department of Defense";
    "US-DOD-1260H", "Chinese Military Companies (section 1260H)", "Department of Defense";
    "US-FCC-COVERED", "Covered List", "Federal Communications Commission";
    "US-NDAA-889", "Makers named in section 889 of Pub. L. 115-232", "United States Congress";
    "US-OFAC-CAP", "List of Foreign Financial Institutions Subject to CAPTA", "Office of Foreign Assets Control";
    "US-OFAC-FSE", "Foreign Sanctions Evaders List", "Office of Foreign Assets Control";
    "US-OFAC-MBS", "Non-SDN Menu-Based Sanctions List", "Office of Foreign Assets Control";
    "US-OFAC-NS-CMIC", "Non-SDN Chinese Military-Industrial Complex Companies List", "Office of Foreign Assets Control";
    "US-OFAC-PLC", "Palestinian Legislative Council List", "Office of Foreign Assets Control";
    "US-OFAC-SDN", "Specially Designated Nationals and Blocked Persons List", "Office of Foreign Assets Control";
    "US-OFAC-SSI", "Sectoral Sanctions Identifications List", "Office of Foreign Assets Control";
    "US-STATE-ISN", "Nonproliferation Sanctions", "Bureau of International Security and Nonproliferation";
}
