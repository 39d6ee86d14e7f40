import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { colours } from './lib/colours.ts'

const harbour: MantineColorsTuple = [
  '#eef3ff',
  '#dbe4fb',
  '#b8c9f6',
  '#93adf1',
  '#7295eb',
  '#577fe5',
  '#416bdd',
  '#3159c4',
  '#284daf',
  '#1c4199',
]

const slate: MantineColorsTuple = [
  '#d9dce3',
  '#b9bfca',
  '#9aa2b0',
  '#6c7585',
  '#474e5b',
  '#373d49',
  '#2a2f39',
  '#1c2027',
  '#15181e',
  '#0f1115',
]

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour, dark: slate },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
})

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, ...colours })
