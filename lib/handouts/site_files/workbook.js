"use strict";

// A workbook of one sheet, to download: XML in a ZIP that is not compressed. It needs no library.
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = "http://schemas.openxmlformats.org/";
const MAIN = `${OFFICE}spreadsheetml/2006/main`;
const TO = `${OFFICE}officeDocument/2006/relationships`;
const RELATIONS = `${OFFICE}package/2006/relationships`;
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const related = (type, target) =>
  `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${TO}/${type}" ` +
  `Target="${target}"/>${type === "worksheet" ? stylesToo : ""}</Relationships>`;
const stylesToo = `<Relationship Id="rId2" Type="${TO}/styles" Target="styles.xml"/>`;
const part = (name, type) =>
  `<Override PartName="/xl/${name}.xml" ContentType="${TYPES}.${type}+xml"/>`;
const form = (number, font = 0) =>
  `<xf numFmtId="${number}" fontId="${font}" applyNumberFormat="1" applyFont="1"/>`;
const font = (bold) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
const patterned = (type) => `<fill><patternFill patternType="${type}"/></fill>`;
const PARTS = {
  "[Content_Types].xml":
    `${XML}<Types xmlns="${OFFICE}package/2006/content-types"><Default Extension="rels" ` +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    part("workbook", "sheet.main") +
    part("sheet", "worksheet") +
    `${part("styles", "styles")}</Types>`,
  "_rels/.rels": related("officeDocument", "xl/workbook.xml"),
  "xl/_rels/workbook.xml.rels": related("worksheet", "sheet.xml"),
  "xl/workbook.xml":
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${TO}"><sheets>` +
    '<sheet name="States" sheetId="1" r:id="rId1"/></sheets></workbook>',
  // Plain, bold, percent, one decimal, thousands
  "xl/styles.xml":
    `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" ` +
    'formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0.0"/></numFmts>' +
    `<fonts count="2">${font("")}${font("<b/>")}</fonts>` +
    `<fills count="2">${patterned("none")}${patterned("gray125")}</fills>` +
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
    `<cellXfs count="5">${form(0)}${form(0, 1)}${form(164)}${form(165)}${form(3)}` +
    "</cellXfs></styleSheet>",
};
const isCount = (cell) => /^\d+(\.\d+)?$/.test(cell);
const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
// A cell, in the form of its column's numbers; codes and years are text and plain.
function cellOf(text, head) {
  if (text === "") return "<c/>";
  const how = /^(year|fips)$/.test(head) ? 0 : /^share/.test(head) ? 2 : /_per_/.test(head) ? 3 : 4;
  return isCount(text) && head && head !== "fips"
    ? `<c s="${how}"><v>${text}</v></c>`
    : `<c t="inlineStr"${head ? "" : ' s="1"'}><is><t>${escaped(text)}</t></is></c>`;
}
// The sheet: its heads, which stay in sight, its rows, and lines of text below them.
function sheetOf(heads, rows, below) {
  const line = (cells) => `<row>${cells.join("")}</row>`;
  const widths = heads.map((head, at) => {
    const most = Math.max(head.length, ...rows.map((row) => row[at].length));
    const width = Math.min(most, 40) + 2;
    return `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
  });
  const lines = [
    heads.map((head) => cellOf(head, "")),
    ...rows.map((row) => row.map((cell, at) => cellOf(cell, heads[at]))),
    [],
    ...below.map((text) => [cellOf(text, "text")]),
  ];
  return (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" ` +
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join("")}</cols><sheetData>${lines.map(line).join("")}</sheetData></worksheet>`
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
const workbookOf = (...sheet) =>
  new Blob([zipped({ ...PARTS, "xl/sheet.xml": sheetOf(...sheet) })], { type: `${TYPES}.sheet` });
