import { dayText } from './days.ts'
import type { ApiCall } from './envelope.ts'
import type { Answer } from './errors.ts'
import { money } from './pages/layout.ts'
import type { Line } from './records.ts'

/** What every kind of document can say about itself on paper. */
export interface Printed {
  readonly title: string
  readonly contact: { readonly name: string }
  readonly day: number
  readonly currency: string
  readonly lines: readonly Line[]
  readonly totalCents: number
}

const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&')

/** One page of text as a complete PDF 1.4 file; only its table of offsets needs care. */
function pdfOf(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  const text = lines.map((line) => `(${plain(line)}) Tj T*`).join('\n')
  const stream = `BT /F1 11 Tf 14 TL 56 780 Td\n${text}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return new TextEncoder().encode(file)
}

export function pdfAnswer(call: ApiCall, document: Printed): Answer {
  const body = pdfOf([
    `${document.title}  (Xero sandbox, not a real document)`,
    call.store.organisation.legalName,
    `To: ${document.contact.name}`,
    `Date: ${dayText(document.day)}`,
    '',
    ...document.lines.slice(0, 40).map((line) => `${line.description ?? ''}  ${money(line.lineCents)}`),
    '',
    `Total: ${money(document.totalCents, document.currency)}`,
  ])
  return { status: 200, contentType: 'application/pdf', body }
}
