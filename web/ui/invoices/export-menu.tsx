import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { paths } from '../../lib/endpoints.ts'
import { exportParams, type InvoiceSearch } from '../../lib/invoice-search.ts'
import { count } from '../../lib/time.ts'

/** Everything the filters let through, as a file; not only what is on the screen. */
export function ExportMenu({ search, total }: { search: InvoiceSearch; total: number }) {
  const href = (format: 'csv' | 'xlsx') => paths.invoiceExport(exportParams(search, format))
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={16} />} disabled={total === 0}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{count(total, 'document', 'documents')}, all pages</Menu.Label>
        <Menu.Item component="a" href={href('xlsx')} download>
          Excel (XLSX)
        </Menu.Item>
        <Menu.Item component="a" href={href('csv')} download>
          CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
