import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { type Cell, day, number, text } from './cell.ts'
import { csvFile } from './csv.ts'
import { xlsxFile } from './xlsx.ts'

const columns = ['Name', 'Due', 'Amount'].map((title) => ({ title, width: 12 }))

async function* rowsOf(rows: readonly (readonly Cell[])[]) {
  // In parts, as a long list is read.
  for (const row of rows) yield [row]
}

async function bytesOf(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of file) parts.push(part)
  return Buffer.concat(parts)
}

const csv = async (rows: readonly (readonly Cell[])[]) =>
  Buffer.from(await bytesOf(csvFile(columns, rowsOf(rows)))).toString('utf8')

test('CSV begins with its byte order mark, and quotes what would end a cell', async () => {
  const file = await csv([[text('Smith, "Jo"\nand sons'), day('2026-11-22'), number('-12.50')]])
  expect(file).toBe('\ufeffName,Due,Amount\r\n"Smith, ""Jo""\nand sons",2026-11-22,-12.50\r\n')
})

test.each([
  ['=1+1', "'=1+1"],
  ['+61 3 9999', "'+61 3 9999"],
  ['-5', "'-5"],
  ['@sum', "'@sum"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['  =1', "'  =1"],
  ['\uff1d1', "'\uff1d1"],
  ['=cmd,1', `"'=cmd,1"`],
  ['a=b', 'a=b'],
])('the text %j is no formula in CSV', async (written, expected) => {
  expect(await csv([[text(written)]])).toBe(`\ufeffName,Due,Amount\r\n${expected}\r\n`)
})

test('nothing is an empty cell', async () => {
  expect(await csv([[text(null), day(null), number(null)]])).toBe('\ufeffName,Due,Amount\r\n,,\r\n')
})

test('XLSX holds real numbers and days, texts as they are, and keeps its header in sight', async () => {
  const file = await bytesOf(
    xlsxFile(
      'Invoices',
      columns,
      rowsOf([
        [text('=A1 <b>&\u0001'), day('2026-11-22'), number('1234.50')],
        [null, null, number('7')],
      ]),
    ),
  )
  const parts = unzipSync(file)
  expect(Object.keys(parts).sort()).toEqual([
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ])
  const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  expect(sheet).toContain('<t xml:space="preserve">=A1 &lt;b&gt;&amp;</t>')
  // 22 November 2026 is day 46348 of Excel's count.
  expect(sheet).toContain('<c r="B2" s="2"><v>46348</v></c>')
  expect(sheet).toContain('<c r="C2" s="5"><v>1234.50</v></c>')
  expect(sheet).toContain('<c r="C3" s="3"><v>7</v></c>')
  expect(sheet).toContain('state="frozen"')
  expect(sheet).toContain('<autoFilter ref="A1:C3"/>')
})
