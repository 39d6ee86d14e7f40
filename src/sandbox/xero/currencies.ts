import { type Element, textOf } from './body.ts'
import { type ApiCall, elementsIn, envelope, type Wire, writeEach } from './envelope.ts'
import { type Answer, Invalid } from './errors.ts'
import { unpaged } from './listing.ts'
import { currencyName } from './settings.ts'

const currencyWire = (Code: string): Wire => ({ Code, Description: currencyName(Code) ?? Code })

export const listCurrencies = (call: ApiCall) =>
  envelope(call, 'Currencies', unpaged(call.store.organisation.currencies.map(currencyWire), call.query))

/** Subscribes the organisation to a currency. */
export function putCurrencies(call: ApiCall): Answer {
  const { organisation } = call.store
  const add = (element: Element): Wire => {
    const code = textOf(element.fields, 'code')?.trim().toUpperCase() ?? ''
    if (currencyName(code) === null) throw new Invalid([`'${code}' is not a valid currency code.`])
    if (organisation.currencies.includes(code))
      throw new Invalid([`Organisation is already subscribed to currency ${code}.`])
    organisation.currencies = [...organisation.currencies, code]
    return currencyWire(code)
  }
  const elements = elementsIn(call, 'Currencies')
  return writeEach(call, 'Currencies', elements, add, (element) => element.raw, 'HasValidationErrors')
}
