import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  root: file('.'),
  plugins: [react()],
  build: {
    outDir: 'dist',
    // The app, and the invoice panel alone, which shares no bundle with it.
    rollupOptions: { input: { index: file('index.html'), panel: file('panel.html') } },
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The content security policy allows files of our origin only, so nothing may become a data: URL.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // Mantine's stylesheet is one file by nature.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': { target: process.env.COUNTERPART_API ?? 'http://127.0.0.1:3000', changeOrigin: false },
    },
  },
})
