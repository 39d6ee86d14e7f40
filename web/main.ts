import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.layer.css'
import './styles.css'
import { z } from 'zod'

// The content security policy forbids building functions from text, which zod tries when a schema is
// made; so this comes before the modules that make some.
z.config({ jitless: true })

const { start } = await import('./app.tsx')
const root = document.getElementById('root')
if (root) await start(root)
