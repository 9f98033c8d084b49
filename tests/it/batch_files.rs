//! Files of rows: every row has an answer of its own, or the file is refused with the way to mend it.

use std::io::Write;

use highfence::batch;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// What becomes of a file: a text for each row (`LINE: name role, name role`, or `LINE! why`), or
/// one that begins with `refused` and tells why.
fn told(file: &[u8], sheet: Option<&str>, mapping: Option<&str>) -> Vec<String> {
    let read = || {
        let sheet = batch::read(file, sheet)?;
        let mapping = match mapping {
            _ if sheet.kind == batch::Kind::Ndjson => batch::Mapping::default(),
            Some(text) => batch::parse(text, &sheet.headers)?,
            None => batch::guess(&sheet.headers)?,
        };
        Ok((sheet, mapping))
    };
    let (sheet, mapping) = match read() {
        Ok(read) => read,
        Err::<_, String>(why) => return vec![format!("refused: {why}")],
    };
    let numbers: Vec<u64> = sheet.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=sheet.rows.len() as u64).collect::<Vec<_>>());
    let one = |row: &batch::Row| match batch::transaction(row, &mapping) {
        Err(why) => format!("{}! {why}", row.line),
        Ok(document) => format!("{}: {}", row.line, parties(&document)),
    };
    sheet.rows.iter().map(one).collect()
}

fn parties(document: &Value) -> String {
    let word = |party: &Value, key: &str| party[key].as_str().map(str::to_owned);
    let one = |party: &Value| {
        let parts = [word(party, "name"), word(party, "role"), word(party, "country")];
        let owners = party["owners"].as_array().into_iter().flatten();
        let owners = owners.filter_map(|owner| word(owner, "name")).map(|name| format!("<{name}"));
        parts.into_iter().flatten().chain(owners).collect::<Vec<_>>().join(" ")
    };
    document["parties"].as_array().unwrap().iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Each text that is expected is the beginning of what is told, or, after `...`, within it.
#[track_caller]
fn check(file: &[u8], sheet: Option<&str>, mapping: Option<&str>, expected: &[&str]) {
    let told = told(file, sheet, mapping);
    let fits = |(told, expected): (&String, &&str)| match expected.split_once("...") {
        Some((head, within)) => told.starts_with(head) && told.contains(within),
        None => told == expected,
    };
    let fine = told.len() == expected.len() && told.iter().zip(expected).all(fits);
    assert!(fine, "{}\ntold {told:#?}\nexpected {expected:#?}", String::from_utf8_lossy(file));
}

#[test]
fn a_quotation_mark_never_takes_rows_into_a_cell() {
    let cases: [(&str, &[&str]); 24] = [
        // Opened and never closed.
        (
            "Name,Country\n\"Pine,DE\nOak,CN\nElm,IR\n",
            &["2!...not closed", "3: Oak CN", "4: Elm IR"],
        ),
        ("Name,Country\nPine,\"DE\nOak,CN\n", &["2!...not closed", "3: Oak CN"]),
        ("Name,Country\nPine,DE\n\"Oak,CN", &["2: Pine DE", "3!...not closed"]),
        ("Name\n\"Pine\nOak\nElm\n", &["2!...not closed", "3: Oak", "4: Elm"]),
        // Closed some rows later.
        ("Name\n\"Pine\nOak\nElm \"Ltd\"\n", &["2!...mark", "3: Oak", "4: Elm \"Ltd\""]),
        ("Name\n\"Pine\nOak\nElm\"\n", &["2!...a row of its own", "3: Oak", "4: Elm\""]),
        (
            "Name,Country\n\"Pine,DE\nOak,CN\nElm\",FR\n",
            &["2!...a row of its own", "3: Oak CN", "4: Elm\" FR"],
        ),
        (
            "Name,Country\n\"Pine,DE\nOak,CN\n\"Elm\",FR\n",
            &["2!...more text", "3: Oak CN", "4: Elm FR"],
        ),
        (
            "Name,Country,Address\nPine,DE,\"Hill 1\nOak,CN,Road 2\nElm,FR,Lane 3\"\n",
            &["2!...a row of its own", "3: Oak CN", "4: Elm FR"],
        ),
        (
            "Name;Country;Comment\nPine;DE;\"x\nOak;CN;y\"\nElm;FR;z\n",
            &["2!...a row of its own", "3: Oak CN", "4: Elm FR"],
        ),
        ("Name,Country\n\"Pine\" Ltd,DE\nOak,CN\n", &["2!...more text", "3: Oak CN"]),
        ("Name,Country\n\"Pine \\\"x\\\"\",DE\nOak,CN\n", &["2!...more text", "3: Oak CN"]),
        // A name of several lines is no name; an address of several lines is one.
        ("Name,Country\n\"Pine\nBranch\",DE\nOak,CN\n", &["2!...line break", "4: Oak CN"]),
        ("Name,Country\nPine,\"D\nE\"\n", &["2!...line break"]),
        (
            "Name,Country,Address\nPine,DE,\"Hill 1\nBerlin, Germany\"\nOak,CN,x\n",
            &["2: Pine DE", "4: Oak CN"],
        ),
        ("Name,Address\r\nPine,\"Hill 1\r\nBerlin\"\r\nOak,x\r\n", &["2: Pine", "4: Oak"]),
        ("Name,Comment\nPine,\"a\nb\n\nc\"\nOak,\n", &["2: Pine", "6: Oak"]),
        // Marks in their places.
        (
            "Name,Country\n\"Pine, Inc.\",DE\n\"Oak \"\"Best\"\" Ltd\" , CN\n",
            &["2: Pine, Inc. DE", "3: Oak \"Best\" Ltd CN"],
        ),
        (
            "Name, Country\nPine, \"DE\"\nOak \"Best\" Ltd, CN\n",
            &["2: Pine DE", "3: Oak \"Best\" Ltd CN"],
        ),
        ("Name,Country\n'Pine, Inc.',DE\n“Oak”,CN\n", &["2!...3 cells under 2", "3: “Oak” CN"]),
        // Ends of lines, blank lines, other separators.
        ("Name,Country\rPine,DE\rOak,CN", &["2: Pine DE", "3: Oak CN"]),
        ("\nName,Country\n\n  \nPine,DE\n\nOak,CN\n\n", &["5: Pine DE", "7: Oak CN"]),
        ("sep=;\n\"Name, legal\";Country\nPine;DE\n", &["refused...did you mean `name`"]),
        ("sep=|\nName|Country\nPine, Inc.|DE\n", &["3: Pine, Inc. DE"]),
    ];
    for (file, expected) in cases {
        check(file.as_bytes(), None, None, expected);
    }
    let headers: [(&str, &str); 3] = [
        ("\"Name,Country\nPine,DE\n", "refused...line 1, the headers"),
        ("Name,\"Country\nOak,CN\nElm,\"\nPine,DE\n", "refused...line 1"),
        ("Name,\"Country\"x\nPine,DE\n", "refused...line 1, the headers"),
    ];
    for (file, expected) in headers {
        check(file.as_bytes(), None, None, &[expected]);
    }
}

#[test]
fn a_file_of_open_quotation_marks_is_read_in_linear_time() {
    let many = "\"a\n\"\"b\n".repeat(20_000);
    let told = told(format!("Name\n{many}").as_bytes(), None, None);
    assert_eq!(told.len(), 40_000);
    assert!(told.iter().all(|row| row.contains('!')), "{:?}", &told[..4]);
}

#[test]
fn parties_stay_apart() {
    let cases: [(&str, &[&str]); 33] = [
        ("Name,Customer #,Discount %\nPine,17,5\n", &["2: Pine"]),
        (
            "Cust. name,Dest.,Consignee ctry,Cnee\nPine,DE,FR,Oak\n",
            &["2: Pine customer, Oak consignee FR"],
        ),
        ("Name,Owner,Owner %\nPine,Oak,51\n", &["2: Pine <Oak"]),
        ("Name,Vendor\nPine,Oak\n", &["2: Pine, Oak vendor"]),
        ("Vendor,Name,Country\nOak,Pine,DE\n", &["2: Oak vendor, Pine DE"]),
        ("Customer,Country\nPine,DE\n", &["2: Pine DE"]),
        ("Vendor\nPine\n", &["2: Pine"]),
        ("Customer,Vendor,Country\nPine,Oak,DE\n", &["2: Pine customer DE, Oak vendor"]),
        (
            "Customer,Country,Vendor,Country\nPine,DE,Oak,CN\n",
            &["2: Pine customer DE, Oak vendor CN"],
        ),
        ("Name,Company\nPine,Oak\n", &["2: Pine, Oak"]),
        ("Name,Name\nPine,Oak\n", &["2: Pine, Oak"]),
        ("Name,Customer country\nPine,DE\n", &["2: Pine DE"]),
        ("Name1,Name2,Name3\nPine,Foods,Ltd\n", &["2: Pine Foods Ltd"]),
        ("Name,Name 2\nPine,Foods\n", &["2: Pine Foods"]),
        ("Last name,First name\nPine,Ann\n", &["2: Ann Pine"]),
        ("First name,Middle name,Last name\nAnn,B,Pine\n", &["2: Ann B Pine"]),
        ("Name;Vorname;Land\nPine;Ann;DE\n", &["2: Ann Pine DE"]),
        ("Nom,Prénom,Pays\nPine,Ann,FR\n", &["2: Ann Pine FR"]),
        ("Nombre,Apellidos\nAnn,Pine Oak\n", &["2: Ann Pine Oak"]),
        ("Company,First name,Last name\nOak,Ann,Pine\n", &["2: Oak, Ann Pine"]),
        ("Name,First name,Last name\nOak,Ann,Pine\n", &["2: Oak, Ann Pine"]),
        ("Company,Name,First name\nOak,Pine,Ann\n", &["2: Oak, Ann Pine"]),
        (
            "Sold-to party,Ship-to party,Bill-to,Intermediate consignee,End user\nA,B,C,D,E\n",
            &["2: A purchaser, B ship_to, C payer, D intermediate_consignee, E end_user"],
        ),
        (
            "Country of consignee,Consignee name,endUserName,END_USER_COUNTRY\nDE,Oak,Pine,CN\n",
            &["2: Oak consignee DE, Pine end_user CN"],
        ),
        ("Kunde,Lieferant,Endverwender\nA,B,C\n", &["2: A customer, B supplier, C end_user"]),
        ("Käufer;Empfänger;Land des Empfängers\nA;B;DE\n", &["2: A buyer, B consignee DE"]),
        (
            "Client,Fournisseur,Utilisateur final\nA,B,C\n",
            &["2: A customer, B supplier, C end_user"],
        ),
        ("Cliente,Proveedor,Usuario final\nA,B,C\n", &["2: A customer, B supplier, C end_user"]),
        ("Name,Owner,Contact\nPine,Oak,Elm\n", &["2: Pine <Oak, Elm contact"]),
        ("Name,Owner 1,Owner 2\nPine,Oak,Elm\n", &["2: Pine <Oak <Elm"]),
        ("Name,Owner\nPine,Oak; Elm\n", &["2: Pine <Oak <Elm"]),
        (
            "Consignee 1,Consignee 2,Consignee 2 country\nA,B,CN\n",
            &["2: A consignee, B consignee CN"],
        ),
        ("End user first name,End user last name\nAnn,Pine\n", &["2: Ann Pine end_user"]),
    ];
    for (file, expected) in cases {
        check(file.as_bytes(), None, None, expected);
    }
}

#[test]
fn countries_are_read_in_the_languages_of_the_headers() {
    let cases = [
        ("Land", "Deutschland", "DE"),
        ("Land", "Österreich", "AT"),
        ("Land", "Oesterreich", "AT"),
        ("Land", "Russland", "RU"),
        ("Land", "Südkorea", "KR"),
        ("Pays", "Corée du Nord", "KP"),
        ("Pays", "Émirats arabes unis", "AE"),
        ("País", "Irán", "IR"),
        ("País", "Países Bajos", "NL"),
        ("Country", "Russian Federation", "RU"),
        ("Country", "de", "DE"),
        ("Country", "Atlantis", "Atlantis"),
    ];
    for (header, cell, code) in cases {
        let expected = format!("2: Pine {code}");
        check(format!("Name,{header}\nPine,{cell}\n").as_bytes(), None, None, &[&expected]);
    }
}

#[test]
fn a_number_that_reads_in_two_ways_is_not_read() {
    let cases = [
        ("1234.5", Some(1234.5)),
        ("1,234.50", Some(1234.5)),
        ("1,234,567", Some(1_234_567.0)),
        ("1 234", Some(1234.0)),
        ("1.234,50", None),
        ("12,5", None),
        ("1,2345", None),
        ("1234,567", None),
        (",5", None),
        ("1.2.3", None),
        ("5 EUR", None),
        ("inf", None),
    ];
    for (cell, wanted) in cases {
        let sheet = batch::read(format!("Name;Value USD\nPine;{cell}\n").as_bytes(), None).unwrap();
        let mapping = batch::guess(&sheet.headers).unwrap();
        let document = batch::transaction(&sheet.rows[0], &mapping).unwrap();
        let value = &document["value_usd"];
        // What is not read stays a text, which the check of the transaction refuses.
        assert_eq!(value.as_f64(), wanted, "{cell}");
        assert_eq!(value.as_str(), wanted.is_none().then_some(cell), "{cell}");
    }
}

#[test]
fn two_columns_for_one_place_are_refused_with_both_names() {
    let cases = [
        (
            "Name,Date,Order date\nPine,2024-01-01,2024-02-02\n",
            "`Date` (column 2) and `Order date` (column 3)",
        ),
        ("Name,Country,Land\nPine,DE,CN\n", "`Country` (column 2) and `Land` (column 3)"),
        ("Name,Country,Country\nPine,DE,CN\n", "`Country` (column 2) and `Country` (column 3)"),
        ("Customer,Customer name,Vendor\n17,Pine,Oak\n", "`customer.name`"),
        ("Consignee,Consignee name\nPine,Oak\n", "consignee#2.name"),
        ("Name,Destination,Ship to country\nPine,DE,CN\n", "`destination`"),
        ("Name,ECCN,ECCN code\nPine,EAR99,3A001\n", "`item.eccn`"),
        ("Name,HS code,Schedule B\nPine,8542,8541\n", "`item.hs`"),
        ("Name,Tax ID,VAT\nPine,1,2\n", "`identifier.tax`"),
    ];
    for (file, why) in cases {
        let expected = format!("refused...{why}");
        check(file.as_bytes(), None, None, &[expected.as_str()]);
    }
    // Ids decide nothing: the first is echoed.
    check(b"Name,Order no,Reference\nPine,1,2\n", None, None, &["2: Pine"]);
    // A mapping file says which is which.
    let mapped: [(&str, &str, &[&str]); 5] = [
        ("Name,Country,Land\nPine,DE,CN\n", "Land = \"ignore\"", &["2: Pine DE"]),
        (
            "Consignee,Name\nOak,Pine\n",
            "Name = \"consignee#2.name\"",
            &["2: Oak consignee, Pine consignee"],
        ),
        ("A,B\nPine,Foods\n", "A = \"party.name1\"\nB = \"party.name2\"", &["2: Pine Foods"]),
        (
            "A,B\nPine,Oak\n",
            "A = \"party.name\"\nB = \"party.name\"",
            &["refused...`party.name`, which holds one"],
        ),
        (
            "Name,Account owner\nPine,Oak\n",
            "\"Account owner\" = \"contact.name\"",
            &["2: Pine, Oak contact"],
        ),
    ];
    for (file, columns, expected) in mapped {
        let mapping = format!("[columns]\n{columns}\n");
        check(file.as_bytes(), None, Some(&mapping), expected);
    }
}

#[test]
fn a_column_that_may_hold_a_party_is_never_left_out_in_silence() {
    let doubtful = [
        "Account owner",
        "Destination port",
        "Consingee",
        "Contry",
        "Adress",
        "Nmae",
        "Ultimate recipient",
        "Trading name",
        "Country (final)",
        "Foreign party",
        "Registered company",
        "Beneficial ownr",
        "End-use site",
        "Shareholder A",
        "Exprter",
        "Previous name",
        "Buying entity",
    ];
    for header in doubtful {
        let headers = vec!["Name".to_owned(), header.to_owned()];
        let refused = batch::guess(&headers).expect_err(header);
        assert!(refused.contains("did you mean") && refused.contains("ignore"), "{refused}");
        assert!(refused.contains(header), "{refused}");
        let mapping = format!("[columns]\n\"{header}\" = \"ignore\"\n");
        let mapping = batch::parse(&mapping, &headers).unwrap();
        assert_eq!(mapping.ignored, [header]);
    }
    let plain = [
        "Order no",
        "Qty",
        "Comment",
        "Customer group",
        "Customer since",
        "Vendor code",
        "Net weight",
        "Unit price",
        "Contract",
        "Status",
        "Invoice",
        "Country code 2 letter",
        "Sales rep",
        "Remarks",
        "Payment terms",
        "Entry",
        "Rate",
        "Plant",
        "Batch",
        "Total",
        "Delivery type",
        "Ship via",
        "Contact email",
        "Party ID",
        "File name",
        "Season",
        "hf_verdict",
        "",
        "Incoterms",
        "Priority",
        "Order type",
        "Sales org",
        "Warehouse no",
        "Gross weight",
        "Packages",
        "Line total",
        "Discount",
    ];
    for header in plain {
        let headers = vec!["Name".to_owned(), header.to_owned()];
        let mapping = batch::guess(&headers);
        assert!(mapping.is_ok(), "{header}: {mapping:?}");
    }
}

#[test]
fn files_of_other_forms_are_refused_by_what_they_are() {
    let cases: [(&[u8], &str); 10] = [
        (b"[{\"name\":\"Pine\"},{\"name\":\"Oak\"}]", "JSON array"),
        (b"[\n  {\"name\":\"Pine\"},\n  {\"name\":\"Oak\"}\n]\n", "JSON array"),
        (b"{\n  \"name\": \"Pine\"\n}\n", "over several lines"),
        (b"\xff\xfeN\0a\0m\0e\0", "UTF-16"),
        (b"<html><body>not found</body></html>", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"Pine,DE\nOak,CN\n", "no column holds the name"),
        (b"Name\n", "no row"),
    ];
    for (file, why) in cases {
        let expected = format!("refused...{why}");
        check(file, None, None, &[expected.as_str()]);
    }
    check(b"[Name],[Country]\nPine,DE\n", None, None, &["2: Pine DE"]);
    check(b"Name\nPine\n", Some("Data"), None, &["refused...no workbook"]);
    check(b"Name,Country\nP\0ine,DE\nOak,CN\n", None, None, &["2!...NUL", "3: Oak CN"]);
    let lines = b"{\"id\":1,\"name\":\"Pine\"}\n\n{\"name\":\n{\"id\":3,\"name\":\"Oak\"}\n";
    check(lines, None, None, &["1: Pine", "3!...JSON", "4: Oak"]);
}

/// A workbook of sheets (name, hidden, XML of its rows), its members stored as they are.
fn workbook(sheets: &[(&str, bool, &str)]) -> Vec<u8> {
    workbook_with("", sheets)
}

/// The same with XML of properties of the workbook.
fn workbook_with(properties: &str, sheets: &[(&str, bool, &str)]) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org";
    let numbers = || sheets.iter().zip(1..);
    let all = |one: &dyn Fn((&(&str, bool, &str), i32)) -> String| -> String {
        numbers().map(one).collect()
    };
    let kinds = all(&|(_, n)| {
        format!(
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        )
    });
    let listed = all(&|((name, hidden, _), n)| {
        let state = if *hidden { " state=\"hidden\"" } else { "" };
        format!("<sheet name=\"{name}\" sheetId=\"{n}\"{state} r:id=\"rId{n}\"/>")
    });
    let links = all(&|(_, n)| {
        format!(
            "<Relationship Id=\"rId{n}\" Type=\"{space}/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        )
    });
    let mut members = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{space}/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{kinds}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{space}/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{space}/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{space}/spreadsheetml/2006/main\" xmlns:r=\"{space}/officeDocument/2006/relationships\">{properties}<sheets>{listed}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{space}/package/2006/relationships\">{links}</Relationships>"
            ),
        ),
    ];
    members.push((
        "xl/styles.xml".to_owned(),
        format!("<styleSheet xmlns=\"{space}/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    ));
    members.extend(numbers().map(|((_, _, rows), n)| {
        let text = format!("<worksheet xmlns=\"{space}/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>");
        (format!("xl/worksheets/sheet{n}.xml"), text)
    }));
    stored(&members)
}

/// A ZIP archive without compression.
fn stored(members: &[(String, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in members {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend([crc.sum().to_le_bytes(), size, size].concat());
        head.extend([length, [0, 0]].concat());
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.write_all(&[b"PK\x03\x04", head.as_slice(), name.as_bytes(), text.as_bytes()].concat())
            .unwrap();
        directory
            .write_all(
                &[b"PK\x01\x02\x14\0", head.as_slice(), &[0; 10], &at, name.as_bytes()].concat(),
            )
            .unwrap();
    }
    let count = u16::try_from(members.len()).unwrap().to_le_bytes();
    let (size, at) = (u32::try_from(directory.len()).unwrap(), u32::try_from(out.len()).unwrap());
    let end = [
        b"PK\x05\x06\0\0\0\0".as_slice(),
        &count,
        &count,
        &size.to_le_bytes(),
        &at.to_le_bytes(),
        &[0, 0],
    ];
    [out, directory, end.concat()].concat()
}

/// A row of a sheet: a text, or a cell of another kind.
fn sheet_row(number: u32, cells: &[&str]) -> String {
    let one = |(cell, column): (&&str, char)| match *cell {
        "" => String::new(),
        day if day.starts_with('@') => {
            format!("<c r=\"{column}{number}\" s=\"1\"><v>{}</v></c>", &day[1..])
        }
        "=" => format!("<c r=\"{column}{number}\"><f>A1</f></c>"),
        "=v" => format!("<c r=\"{column}{number}\"><f>A1</f><v></v></c>"),
        "=blank" => format!("<c r=\"{column}{number}\" t=\"str\"><f>A1</f><v></v></c>"),
        "=Elm" => format!("<c r=\"{column}{number}\" t=\"str\"><f>A1</f><v>Elm</v></c>"),
        error if error.starts_with('#') => {
            format!("<c r=\"{column}{number}\" t=\"e\"><v>{error}</v></c>")
        }
        text => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let cells: String = cells.iter().zip('A'..).map(one).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn rows(rows: &[(u32, &[&str])]) -> String {
    rows.iter().map(|(number, cells)| sheet_row(*number, cells)).collect()
}

#[test]
fn every_row_of_a_sheet_is_answered_at_its_place() {
    let head: (u32, &[&str]) = (1, &["Name", "Country", "Comment"]);
    let cases: [(&[(u32, &[&str])], &[&str]); 8] = [
        (&[head, (2, &["Pine", "DE"]), (5, &["Oak", "CN"])], &["2: Pine DE", "5: Oak CN"]),
        (&[head, (2, &["="]), (3, &["Oak", "CN"])], &["2!...formula without a value", "3: Oak CN"]),
        (&[head, (2, &["=v", "DE"])], &["2!...formula without a value"]),
        (
            &[head, (2, &["#REF!"]), (3, &["Oak", "#N/A"])],
            &["2!...error cell", "3!...column `Country`: an error cell"],
        ),
        (&[head, (2, &["=Elm", "=blank"])], &["2: Elm"]),
        (
            &[head, (2, &["Pine", "DE", "#DIV/0!"]), (3, &["Oak", "", "="])],
            &["2: Pine DE", "3: Oak"],
        ),
        (&[head, (2, &["", "", "="]), (3, &["Oak"])], &["2: ", "3: Oak"]),
        (&[(3, &["Name"]), (4, &["Pi&#10;ne"]), (6, &["Oak"])], &["4!...line break", "6: Oak"]),
    ];
    for (own, expected) in cases {
        check(&workbook(&[("Data", false, &rows(own))]), None, None, expected);
    }
}

#[test]
fn days_count_from_the_year_that_the_workbook_states() {
    let own = rows(&[(1, &["Name", "Date"]), (2, &["Pine", "@45292"])]);
    for (properties, day) in [("", "2024-01-01"), ("<workbookPr date1904=\"1\"/>", "2028-01-02")] {
        let file = workbook_with(properties, &[("Data", false, &own)]);
        let sheet = batch::read(&file, None).unwrap();
        assert_eq!(sheet.rows[0].cells, ["Pine", day], "{properties}");
    }
}

#[test]
fn no_sheet_is_left_out_in_silence() {
    let (data, other) =
        (rows(&[(1, &["Name"]), (2, &["Pine"])]), rows(&[(1, &["Name"]), (2, &["Oak"])]));
    let formula = rows(&[(4, &["="])]);
    let two: &[(&str, bool, &str)] = &[("North", false, &data), ("South", false, &other)];
    let hidden: &[(&str, bool, &str)] = &[("Old", true, &data), ("New", false, &other)];
    let cases: [(&[(&str, bool, &str)], Option<&str>, &str); 10] = [
        (two, None, "refused...`North`, `South`"),
        (two, Some("South"), "2: Oak"),
        (two, Some("East"), "refused...no sheet `East`; it has `North`, `South`"),
        (hidden, None, "refused...`Old` (hidden), `New`"),
        (hidden, Some("Old"), "2: Pine"),
        (&[("Old", true, &data)], None, "refused...`Old` (hidden)"),
        (&[("Cover", false, ""), ("Data", false, &data)], None, "2: Pine"),
        (&[("Data", false, &data), ("Empty", true, "")], None, "2: Pine"),
        (&[("Data", false, &data), ("Sums", false, &formula)], None, "refused...`Data`, `Sums`"),
        (&[("Empty", false, "")], None, "refused...no row"),
    ];
    for (sheets, named, expected) in cases {
        check(&workbook(sheets), named, None, &[expected]);
    }
}

/// Headers enough that no cell of the texts below stands beyond them.
const WIDE: &str =
    "Name,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,aa,bb,cc,dd,ee,ff,gg,hh,ii";

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a writer of the format writes is read back, cell by cell.
    #[test]
    fn what_is_written_is_read(table in vec(vec("[a-c,;\"' |\t]{0,6}", 3), 1..8), always: bool) {
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
        writer.write_record(["Name", "Country", "Comment"]).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let sheet = batch::read(&writer.into_inner().unwrap(), None).unwrap();
        prop_assert_eq!(sheet.rows.len(), table.len());
        for (row, wanted) in sheet.rows.iter().zip(&table) {
            let wanted: Vec<&str> = wanted.iter().map(|cell| cell.trim()).collect();
            prop_assert_eq!(&row.cells, &wanted);
            prop_assert_eq!(&row.fault, &None);
        }
    }

    /// Whatever the marks and line breaks, no letter of the rows vanishes, no row begins twice, and
    /// a row of one line that is read without fault holds what a plain reader reads in that line.
    #[test]
    fn nothing_of_a_text_vanishes(text in "[ab\",\n]{0,30}") {
        let file = format!("{WIDE}\n{text}");
        let Ok(sheet) = batch::read(file.as_bytes(), None) else {
            prop_assert!(text.trim_matches([' ', '\n']).is_empty(), "{:?}", text);
            return Ok(());
        };
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let read: usize = sheet.rows.iter().flat_map(|row| &row.cells).map(|cell| letters(cell)).sum();
        prop_assert_eq!(read, letters(&text), "{:?}", sheet.rows);
        let begins: Vec<u64> = sheet.rows.iter().map(|row| row.line).collect();
        prop_assert!(begins.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", begins);
        let lines: Vec<&str> = file.split('\n').collect();
        let ends = begins.iter().skip(1).copied().chain([lines.len() as u64 + 1]);
        for (row, end) in sheet.rows.iter().zip(ends).filter(|(row, _)| row.fault.is_none()) {
            let own = &lines[usize::try_from(row.line).unwrap() - 1..usize::try_from(end).unwrap() - 1];
            let line = own[0];
            if own[1..].iter().any(|line| !line.is_empty()) {
                continue; // It has more than one line.
            }
            let mut plain = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let plain = plain.records().next().unwrap().unwrap();
            let plain: Vec<&str> = plain.iter().map(str::trim).collect();
            prop_assert_eq!(&row.cells[..plain.len()], &plain[..], "{:?}", line);
        }
    }
}
