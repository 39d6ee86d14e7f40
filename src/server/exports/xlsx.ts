import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Cell, Column, Rows } from './cell.ts'

/** A sheet has so many rows, the header's among them. */
export const sheetRowsMax = 1_048_576

/** A workbook with one sheet: real numbers and dates, the header in bold and in sight. Nothing of it is held whole. */
export async function* xlsxFile(
  name: string,
  columns: readonly Column[],
  rows: Rows,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let failed: Error | null = null
  const zip = new Zip((error, bytes) => {
    failed ??= error
    ready.push(bytes)
  })
  const take = () => {
    if (failed) throw failed
    const taken = ready
    ready = []
    return taken
  }
  for (const [path, content] of parts(name)) {
    const file = new ZipDeflate(path)
    zip.add(file)
    file.push(strToU8(content), true)
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml')
  zip.add(sheet)
  sheet.push(strToU8(sheetHead(columns)))
  yield* take()
  let at = 1
  for await (const some of rows) {
    const lines = some.map((cells) => rowXml(++at, cells)).join('')
    sheet.push(strToU8(lines))
    yield* take()
  }
  sheet.push(strToU8(sheetFoot(columns, at)), true)
  zip.end()
  yield* take()
}

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const parts = (name: string): readonly (readonly [path: string, content: string])[] => [
  [
    '[Content_Types].xml',
    `${xmlHead}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${xmlHead}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${xmlHead}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${xmlHead}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  ],
  ['xl/styles.xml', styles()],
]

/** Index of each format in `styles`. */
const bold = 1
const date = 2
const decimals = 3
const digitsMax = 4

function styles(): string {
  const formats = Array.from({ length: digitsMax + 1 }, (_, digits) =>
    digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`,
  )
  const own = ['yyyy-mm-dd', ...formats]
  const numFmts = own
    .map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`)
    .join('')
  const xfs = own
    .map(
      (_, index) =>
        `<xf numFmtId="${164 + index}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
    )
    .join('')
  return `${xmlHead}<styleSheet xmlns="${main}"><numFmts count="${own.length}">${numFmts}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${own.length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${xfs}</cellXfs></styleSheet>`
}

function sheetHead(columns: readonly Column[]): string {
  const widths = columns
    .map(
      ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    )
    .join('')
  const titles = columns.map(({ title }, index) => textXml(1, index, title, bold)).join('')
  return `${xmlHead}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${titles}</row>`
}

const sheetFoot = (columns: readonly Column[], rows: number): string =>
  `</sheetData><autoFilter ref="A1:${letters(columns.length - 1)}${rows}"/></worksheet>`

const rowXml = (at: number, cells: readonly Cell[]): string =>
  `<row r="${at}">${cells.map((cell, index) => cellXml(at, index, cell)).join('')}</row>`

function cellXml(at: number, index: number, cell: Cell): string {
  if (cell === null) return ''
  if (cell.kind === 'text') return textXml(at, index, cell.text, 0)
  const place = `${letters(index)}${at}`
  if (cell.kind === 'day') return `<c r="${place}" s="${date}"><v>${daySerial(cell.day)}</v></c>`
  const digits = cell.decimal.split('.')[1]?.length ?? 0
  return `<c r="${place}" s="${decimals + Math.min(digits, digitsMax)}"><v>${cell.decimal}</v></c>`
}

const textXml = (at: number, index: number, value: string, style: number): string =>
  `<c r="${letters(index)}${at}" t="inlineStr"${style === 0 ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(value)}</t></is></c>`

/** Days since the day Excel counts from, with the leap day of 1900 that never was. */
const daySerial = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569

function letters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** XML knows no control characters, not even escaped. */
const escaped = (value: string): string =>
  value
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
