import { colours } from '../lib/colours.ts'

/** The colours of the app, in the scheme of the reader's system or of `?scheme=light|dark`. */
export function wearScheme(search: string): void {
  const style = document.createElement('style')
  style.textContent = Object.entries(colours)
    .map(([scheme, values]) => {
      const lines = Object.entries(values).map(([name, value]) => `${name}:${value}`)
      return `:root[data-mantine-color-scheme=${scheme}]{color-scheme:${scheme};${lines.join(';')}}`
    })
    .join('\n')
  document.head.append(style)
  const wanted = new URLSearchParams(search).get('scheme')
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const wear = () => {
    const isDark = wanted === null ? dark.matches : wanted === 'dark'
    document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'
  }
  dark.addEventListener('change', wear)
  wear()
}
