"use strict";

// A workbook of three sheets, to download: XML in a ZIP, not compressed. It needs no library.
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = "http://schemas.openxmlformats.org/";
const MAIN = `${OFFICE}spreadsheetml/2006/main`;
const TO = `${OFFICE}officeDocument/2006/relationships`;
const RELATIONS = `${OFFICE}package/2006/relationships`;
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const related = (...pairs) => {
  const all = pairs.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${TO}/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${RELATIONS}">${all.join("")}</Relationships>`;
};
const part = (name, type) =>
  `<Override PartName="/xl/${name}.xml" ContentType="${TYPES}.${type}+xml"/>`;
const form = (number, font = 0) =>
  `<xf numFmtId="${number}" fontId="${font}" applyNumberFormat="1" applyFont="1"/>`;
const font = (bold) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
const patterned = (type) => `<fill><patternFill patternType="${type}"/></fill>`;
const WRAPPED = '<alignment wrapText="1" vertical="top"/>';
const PARTS = {
  "[Content_Types].xml":
    `${XML}<Types xmlns="${OFFICE}package/2006/content-types"><Default Extension="rels" ` +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    part("workbook", "sheet.main") +
    part("sheet", "worksheet") +
    part("totals", "worksheet") +
    part("about", "worksheet") +
    `${part("styles", "styles")}</Types>`,
  "_rels/.rels": related(["officeDocument", "xl/workbook.xml"]),
  "xl/_rels/workbook.xml.rels": related(
    ["worksheet", "sheet.xml"],
    ["worksheet", "totals.xml"],
    ["worksheet", "about.xml"],
    ["styles", "styles.xml"],
  ),
  "xl/workbook.xml":
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${TO}"><sheets>` +
    '<sheet name="States, to read and sort" sheetId="1" r:id="rId1"/>' +
    '<sheet name="Totals" sheetId="2" r:id="rId2"/>' +
    '<sheet name="About" sheetId="3" r:id="rId3"/></sheets></workbook>',
  // Plain, bold, percent, one decimal, thousands, long, a head
  "xl/styles.xml":
    `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" ` +
    'formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0.0"/></numFmts>' +
    `<fonts count="2">${font("")}${font("<b/>")}</fonts>` +
    `<fills count="2">${patterned("none")}${patterned("gray125")}</fills>` +
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
    `<cellXfs count="7">${form(0)}${form(0, 1)}${form(164)}${form(165)}${form(3)}` +
    `<xf applyAlignment="1">${WRAPPED}</xf>` +
    `<xf fontId="1" applyFont="1" applyAlignment="1">${WRAPPED}</xf>` +
    "</cellXfs></styleSheet>",
};
const textOf = (text, how) => `<c t="inlineStr" s="${how}"><is><t>${escaped(text)}</t></is></c>`;
// A cell in the form of its column, as `sheets.write` has it; a code has no form, and is text.
function cellOf(text, head) {
  if (text === "") return "<c/>";
  if (head.startsWith("FIPS") || !/^\d+(\.\d+)?$/.test(text)) return textOf(text, 0);
  const how = /share/i.test(head) ? 2 : head.includes("per ") ? 3 : 4;
  return `<c s="${how}"><v>${text}</v></c>`;
}
// A sheet of rows of cells: its columns' widths, and perhaps its first row in sight.
function sheetOf(lines, widths, isFrozen) {
  const columns = widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const pane =
    '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>';
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `${isFrozen ? pane : ""}</sheetView></sheetViews><cols>${columns.join("")}</cols>` +
    `<sheetData>${lines.map((cells) => `<row>${cells.join("")}</row>`).join("")}</sheetData>` +
    "</worksheet>"
  );
}
// The check sum that a ZIP has of each file.
function checked(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
// Numbers as a ZIP has them: each with its number of bytes, the lowest first.
const packed = (...pairs) =>
  pairs.flatMap(([number, size]) =>
    [...Array(size).keys()].map((at) => Math.floor(number / 256 ** at) % 256),
  );
function zipped(files) {
  let whole = [];
  let list = [];
  for (const [name, text] of Object.entries(files)) {
    const [title, bytes] = [name, text].map((one) => [...new TextEncoder().encode(one)]);
    const size = bytes.length;
    const about = packed(
      [20, 2], // the version
      [0, 6], // not compressed; no time
      [0x21, 2], // 1980
      [checked(bytes), 4],
      [size, 4],
      [size, 4],
      [title.length, 2],
      [0, 2],
    );
    list = list.concat(packed([0x02014b50, 4], [20, 2]), about);
    list = list.concat(packed([0, 10], [whole.length, 4]), title);
    whole = whole.concat(packed([0x04034b50, 4]), about, title, bytes);
  }
  const count = Object.keys(files).length;
  const end = packed([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [list.length, 4]);
  return new Uint8Array([...whole, ...list, ...end, ...packed([whole.length, 4], [0, 2])]);
}
// The rows and totals, below their heads, what stands below them, and what is to be known of them.
function workbookOf({ heads, rows, totals }, below, about) {
  const bold = (text) => textOf(text, 1);
  const tableOf = (of) => {
    const widths = heads.map(
      (head, at) =>
        Math.min(Math.max(10, head.length / 4, ...of.map((row) => row[at].length)), 40) + 2,
    );
    const table = [
      heads.map((head) => textOf(head, 6)),
      ...of.map((row) => row.map((cell, at) => cellOf(cell, heads[at]))),
      [],
      ...below.map((text) => [textOf(text, 0)]),
    ];
    return sheetOf(table, widths, true);
  };
  const lines = about
    .filter(([, text]) => text)
    .map(([name, text]) => [bold(name), textOf(text, 5)]);
  const sheets = {
    "xl/sheet.xml": tableOf(rows),
    "xl/totals.xml": tableOf(totals), // where no sum of a column has them
    "xl/about.xml": sheetOf(lines, [24, 100], false),
  };
  return new Blob([zipped({ ...PARTS, ...sheets })], { type: `${TYPES}.sheet` });
}
