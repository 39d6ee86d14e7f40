import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

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

/** Colours the two schemes need beyond Mantine's own; each pair meets WCAG AA on its surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#59616e',
    '--mantine-color-placeholder': '#6b7380',
    '--mantine-color-anchor': '#284daf',
    '--cp-ground': '#f5f6f9',
    '--cp-card': '#ffffff',
    '--cp-line': '#e2e5eb',
    '--cp-soft': '#f5f6f9',
    '--cp-accent': '#3159c4',
    '--cp-accent-soft': '#eef3ff',
    '--cp-danger': '#c02626',
    '--cp-danger-soft': '#fdf1f0',
  },
  dark: {
    '--mantine-color-dimmed': '#a0a8b6',
    '--mantine-color-placeholder': '#8d96a5',
    '--mantine-color-anchor': '#93adf1',
    '--mantine-color-text': '#e4e7ec',
    '--cp-ground': '#121419',
    '--cp-card': '#1c2027',
    '--cp-line': '#2e343f',
    '--cp-soft': '#22262e',
    '--cp-accent': '#93adf1',
    '--cp-accent-soft': '#232c43',
    '--cp-danger': '#ff8a84',
    '--cp-danger-soft': '#33211f',
  },
})
