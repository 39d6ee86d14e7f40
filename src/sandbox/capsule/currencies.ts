/** @source reference capsule.md §16: 80 rows; which 80 is unconfirmed */
const codes = `
AED ARS AUD AZN BAM BBD BDT BGN BHD BMD BND BRL BSD BWP BYN CAD CHF CLP CNY COP CRC CZK DKK DOP EGP ETB EUR FJD GBP
GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR ISK JMD JOD JPY KES KRW KWD KZT LBP LKR MAD MDL MUR MXN MYR NAD NGN NOK NZD
OMR PAB PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TTD TWD UAH USD UYU ZAR`

const names = new Intl.DisplayNames('en', { type: 'currency' })

function symbol(code: string): string {
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  })
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? code
}

export const currencyList = codes
  .trim()
  .split(/\s+/)
  .map((code) => ({ code, symbol: symbol(code), name: names.of(code) ?? code }))
