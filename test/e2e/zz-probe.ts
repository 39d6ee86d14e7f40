import { openBrowser } from './browser.ts'
import { startProduct } from './product.ts'
import * as steps from './steps.ts'

const t0 = Date.now()
const lap = (s: string) => console.log(((Date.now() - t0) / 1000).toFixed(2), s)
const product = await startProduct()
lap('product')
const browser = await openBrowser()
lap('browser')
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
await steps.joinBoth(page, product)
lap('joined')
if (process.argv[2]) {
  await new Promise((r) => setTimeout(r, Number(process.argv[2])))
  lap('waited')
}
await browser.close()
lap('browser closed')
await product[Symbol.asyncDispose]()
lap('product closed')
