import type { Step } from './step.ts'

const line = { Description: 'Bench', Quantity: 2, UnitAmount: 100, AccountCode: '200' }
const note = { HistoryRecords: [{ Details: 'Seen' }] }
const bytes = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d])
const pdf = { 'content-type': 'application/pdf' }

/** History and attachments, which many kinds have in the same way; `id` names a kept id. */
const around = (
  kind: string,
  parameter: string,
  id: string,
  parts: readonly ('history' | 'attachments')[],
): Step[] => [
  ...(parts.includes('history')
    ? ['PUT', 'GET'].map((method) => ({
        operation: `${method} /${kind}/{${parameter}}/History`,
        path: `/${kind}/{${id}}/History`,
        ...(method === 'PUT' ? { body: note } : {}),
      }))
    : []),
  ...(parts.includes('attachments')
    ? ['PUT', 'POST'].map((method) => ({
        operation: `${method} /${kind}/{${parameter}}/Attachments/{FileName}`,
        path: `/${kind}/{${id}}/Attachments/plan-${method}.pdf`,
        body: bytes,
        headers: pdf,
      }))
    : []),
  ...(parts.includes('attachments')
    ? [
        {
          operation: `GET /${kind}/{${parameter}}/Attachments`,
          path: `/${kind}/{${id}}/Attachments`,
          keep: { attachment: 'Attachments.0.AttachmentID' },
        },
        {
          operation: `GET /${kind}/{${parameter}}/Attachments/{AttachmentID}`,
          path: `/${kind}/{${id}}/Attachments/{attachment}`,
        },
        {
          operation: `GET /${kind}/{${parameter}}/Attachments/{FileName}`,
          path: `/${kind}/{${id}}/Attachments/plan-PUT.pdf`,
        },
      ]
    : []),
]

const contacts: readonly Step[] = [
  {
    operation: 'PUT /Contacts',
    body: {
      Contacts: [
        {
          Name: 'Contract Kitchens',
          EmailAddress: 'contract@kitchens.example',
          ContactNumber: 'contract-1',
          Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '5550 0123', PhoneAreaCode: '03' }],
          Addresses: [{ AddressType: 'STREET', City: 'Coburg', Country: 'Australia' }],
          ContactPersons: [{ FirstName: 'Ada', LastName: 'Byron', EmailAddress: 'ada@kitchens.example' }],
          PaymentTerms: { Sales: { Day: 14, Type: 'DAYSAFTERBILLDATE' } },
        },
      ],
    },
    keep: { contact: 'Contacts.0.ContactID' },
  },
  { operation: 'PUT /Contacts', body: { Contacts: [{ Name: 'contract kitchens' }] }, status: 400 },
  {
    operation: 'PUT /Contacts',
    query: '?summarizeErrors=false',
    body: { Contacts: [{ Name: '' }, { Name: 'Second Contract' }] },
  },
  { operation: 'POST /Contacts', body: { Name: 'Contract Kitchens', FirstName: 'Grace' } },
  { operation: 'POST /Contacts', body: '{', status: 400 },
  {
    operation: 'POST /Contacts/{ContactID}',
    path: '/Contacts/{contact}',
    bodyOf: (id) => ({ ContactID: id('contact'), LastName: 'Hopper' }),
  },
  { operation: 'GET /Contacts', query: '?where=Name', status: 400 },
  ...around('Contacts', 'ContactID', 'contact', ['history', 'attachments']),
  {
    operation: 'PUT /ContactGroups',
    body: { ContactGroups: [{ Name: 'Contract group' }] },
    keep: { group: 'ContactGroups.0.ContactGroupID' },
  },
  {
    operation: 'POST /ContactGroups/{ContactGroupID}',
    path: '/ContactGroups/{group}',
    bodyOf: (id) => ({ ContactGroupID: id('group'), Name: 'Contract friends' }),
  },
  {
    operation: 'PUT /ContactGroups/{ContactGroupID}/Contacts',
    path: '/ContactGroups/{group}/Contacts',
    bodyOf: (id) => ({ Contacts: [{ ContactID: id('contact') }] }),
  },
  { operation: 'GET /ContactGroups/{ContactGroupID}', path: '/ContactGroups/{group}' },
  { operation: 'GET /Contacts/{ContactID}', path: '/Contacts/{contact}' },
  {
    operation: 'DELETE /ContactGroups/{ContactGroupID}/Contacts/{ContactID}',
    path: '/ContactGroups/{group}/Contacts/{contact}',
    status: 204,
  },
  {
    operation: 'DELETE /ContactGroups/{ContactGroupID}/Contacts',
    path: '/ContactGroups/{group}/Contacts',
    status: 204,
  },
]

const settings: readonly Step[] = [
  {
    operation: 'PUT /TrackingCategories',
    body: { Name: 'Contract region' },
    keep: { category: 'TrackingCategories.0.TrackingCategoryID' },
  },
  {
    operation: 'POST /TrackingCategories/{TrackingCategoryID}',
    path: '/TrackingCategories/{category}',
    body: { Name: 'Contract area' },
  },
  {
    operation: 'PUT /TrackingCategories/{TrackingCategoryID}/Options',
    path: '/TrackingCategories/{category}/Options',
    body: { Name: 'North' },
    keep: { option: 'Options.0.TrackingOptionID' },
  },
  { operation: 'GET /TrackingCategories/{TrackingCategoryID}', path: '/TrackingCategories/{category}' },
  {
    operation: 'POST /TrackingCategories/{TrackingCategoryID}/Options/{TrackingOptionID}',
    path: '/TrackingCategories/{category}/Options/{option}',
    body: { Name: 'South' },
  },
  {
    operation: 'DELETE /TrackingCategories/{TrackingCategoryID}/Options/{TrackingOptionID}',
    path: '/TrackingCategories/{category}/Options/{option}',
  },
  { operation: 'DELETE /TrackingCategories/{TrackingCategoryID}', path: '/TrackingCategories/{category}' },
  {
    operation: 'PUT /Items',
    body: {
      Items: [{ Code: 'CONTRACT', Name: 'Bench', SalesDetails: { UnitPrice: 10, AccountCode: '200' } }],
    },
    keep: { item: 'Items.0.ItemID' },
  },
  { operation: 'POST /Items', body: { Items: [{ Code: 'CONTRACT', Description: 'Steel' }] } },
  {
    operation: 'POST /Items/{ItemID}',
    path: '/Items/{item}',
    bodyOf: (id) => ({ ItemID: id('item'), Code: 'CONTRACT', Name: 'Long bench' }),
  },
  { operation: 'GET /Items/{ItemID}', path: '/Items/{item}' },
  ...around('Items', 'ItemID', 'item', ['history']),
  { operation: 'DELETE /Items/{ItemID}', path: '/Items/{item}', status: 204 },
  {
    operation: 'PUT /Accounts',
    body: { Code: '4711', Name: 'Contract sales', Type: 'REVENUE' },
    keep: { account: 'Accounts.0.AccountID' },
  },
  { operation: 'GET /Accounts/{AccountID}', path: '/Accounts/{account}' },
  {
    operation: 'POST /Accounts/{AccountID}',
    path: '/Accounts/{account}',
    bodyOf: (id) => ({ AccountID: id('account'), Name: 'Contract turnover' }),
  },
  { operation: 'DELETE /Accounts/{AccountID}', path: '/Accounts/{account}' },
  {
    operation: 'PUT /TaxRates',
    body: { Name: 'Contract tax', ReportTaxType: 'OUTPUT', TaxComponents: [{ Name: 'Part', Rate: 5 }] },
    keep: { tax: 'TaxRates.0.TaxType' },
  },
  { operation: 'GET /TaxRates/{TaxType}', path: '/TaxRates/{tax}' },
  {
    operation: 'POST /TaxRates',
    bodyOf: (id) => ({
      TaxType: id('tax'),
      Name: 'Contract duty',
      TaxComponents: [{ Name: 'Part', Rate: 6 }],
    }),
  },
  { operation: 'PUT /Currencies', body: { Code: 'CAD', Description: 'Canadian Dollar' } },
]

const invoices: readonly Step[] = [
  {
    operation: 'PUT /Invoices',
    query: '?unitdp=4',
    bodyOf: (id) => ({
      Invoices: [
        {
          Type: 'ACCREC',
          Contact: { ContactID: id('contact') },
          Status: 'AUTHORISED',
          DueDate: '2026-12-06',
          LineItems: [line],
        },
        {
          Type: 'ACCPAY',
          Contact: { ContactID: id('contact') },
          InvoiceNumber: 'B-77',
          Status: 'AUTHORISED',
          DueDate: '2026-12-06',
          LineItems: [{ ...line, AccountCode: '429' }],
        },
      ],
    }),
    keep: { invoice: 'Invoices.0.InvoiceID', bill: 'Invoices.1.InvoiceID' },
  },
  { operation: 'PUT /Invoices', body: { Type: 'ACCREC', LineItems: [line] }, status: 400 },
  {
    operation: 'POST /Invoices',
    bodyOf: (id) => ({
      Type: 'ACCREC',
      Contact: { ContactID: id('contact') },
      Status: 'DRAFT',
      LineItems: [line],
    }),
    keep: { draft: 'Invoices.0.InvoiceID' },
  },
  {
    operation: 'POST /Invoices/{InvoiceID}',
    path: '/Invoices/{draft}',
    bodyOf: (id) => ({ InvoiceID: id('draft'), Reference: 'Changed' }),
  },
  { operation: 'GET /Invoices/{InvoiceID}', path: '/Invoices/{invoice}' },
  { operation: 'GET /Invoices/{InvoiceID}/OnlineInvoice', path: '/Invoices/{invoice}/OnlineInvoice' },
  {
    operation: 'GET /Invoices/{InvoiceID}/pdf',
    path: '/Invoices/{invoice}/pdf',
    headers: { accept: 'application/pdf' },
  },
  { operation: 'POST /Invoices/{InvoiceID}/Email', path: '/Invoices/{invoice}/Email', body: {}, status: 204 },
  ...around('Invoices', 'InvoiceID', 'invoice', ['history', 'attachments']),
  {
    operation: 'PUT /Payments',
    bodyOf: (id) => ({
      Payments: [
        { Invoice: { InvoiceID: id('invoice') }, Account: { Code: '090' }, Date: '2026-11-20', Amount: 50 },
      ],
    }),
    keep: { payment: 'Payments.0.PaymentID' },
  },
  {
    operation: 'POST /Payments',
    bodyOf: (id) => ({
      Invoice: { InvoiceID: id('bill') },
      Account: { Code: '090' },
      Date: '2026-11-20',
      Amount: 20,
    }),
  },
  { operation: 'GET /Payments/{PaymentID}', path: '/Payments/{payment}' },
  ...around('Payments', 'PaymentID', 'payment', ['history']),
  { operation: 'POST /Payments/{PaymentID}', path: '/Payments/{payment}', body: { Status: 'DELETED' } },
  {
    operation: 'PUT /BatchPayments',
    bodyOf: (id) => ({
      BatchPayments: [
        {
          Account: { AccountID: id('bank') },
          Date: '2026-11-20',
          Payments: [{ Invoice: { InvoiceID: id('invoice') }, Amount: 5 }],
        },
      ],
    }),
    keep: { batch: 'BatchPayments.0.BatchPaymentID' },
  },
  { operation: 'GET /BatchPayments/{BatchPaymentID}', path: '/BatchPayments/{batch}' },
  ...around('BatchPayments', 'BatchPaymentID', 'batch', ['history']),
  {
    operation: 'POST /BatchPayments/{BatchPaymentID}',
    path: '/BatchPayments/{batch}',
    bodyOf: (id) => ({ BatchPaymentID: id('batch'), Status: 'DELETED' }),
  },
  {
    operation: 'POST /BatchPayments',
    bodyOf: (id) => ({
      BatchPayments: [
        {
          Account: { AccountID: id('bank') },
          Date: '2026-11-20',
          Payments: [{ Invoice: { InvoiceID: id('invoice') }, Amount: 4 }],
        },
      ],
    }),
  },
]

const document = (id: (name: string) => string, type: string) => ({
  Type: type,
  Contact: { ContactID: id('contact') },
  Status: 'AUTHORISED',
  Date: '2026-11-20',
  LineItems: [line],
})

const credits: readonly Step[] = [
  {
    operation: 'PUT /CreditNotes',
    bodyOf: (id) => ({ CreditNotes: [document(id, 'ACCRECCREDIT')] }),
    keep: { credit: 'CreditNotes.0.CreditNoteID' },
  },
  {
    operation: 'POST /CreditNotes',
    bodyOf: (id) => ({ CreditNotes: [{ ...document(id, 'ACCRECCREDIT'), Status: 'DRAFT' }] }),
    keep: { creditDraft: 'CreditNotes.0.CreditNoteID' },
  },
  {
    operation: 'POST /CreditNotes/{CreditNoteID}',
    path: '/CreditNotes/{creditDraft}',
    bodyOf: (id) => ({ CreditNoteID: id('creditDraft'), Reference: 'Changed' }),
  },
  {
    operation: 'PUT /CreditNotes/{CreditNoteID}/Allocations',
    path: '/CreditNotes/{credit}/Allocations',
    bodyOf: (id) => ({
      Allocations: [{ Amount: 10, Date: '2026-11-21', Invoice: { InvoiceID: id('invoice') } }],
    }),
    keep: { allocation: 'Allocations.0.AllocationID' },
  },
  { operation: 'GET /CreditNotes/{CreditNoteID}', path: '/CreditNotes/{credit}' },
  {
    operation: 'DELETE /CreditNotes/{CreditNoteID}/Allocations/{AllocationID}',
    path: '/CreditNotes/{credit}/Allocations/{allocation}',
  },
  {
    operation: 'GET /CreditNotes/{CreditNoteID}/pdf',
    path: '/CreditNotes/{credit}/pdf',
    headers: { accept: 'application/pdf' },
  },
  ...around('CreditNotes', 'CreditNoteID', 'credit', ['history', 'attachments']),
  ...(['Overpayment', 'Prepayment'] as const).flatMap((kind): Step[] => {
    const plural = `${kind}s`
    return [
      {
        operation: 'PUT /BankTransactions',
        bodyOf: (id) => ({
          BankTransactions: [
            {
              Type: `RECEIVE-${kind.toUpperCase()}`,
              Contact: { ContactID: id('contact') },
              BankAccount: { AccountID: id('bank') },
              Date: '2026-11-20',
              LineItems: [kind === 'Overpayment' ? { Description: 'Too much', LineAmount: 30 } : line],
            },
          ],
        }),
        keep: { [kind]: `BankTransactions.0.${kind}ID`, transaction: 'BankTransactions.0.BankTransactionID' },
      },
      { operation: `GET /${plural}/{${kind}ID}`, path: `/${plural}/{${kind}}` },
      {
        operation: `PUT /${plural}/{${kind}ID}/Allocations`,
        path: `/${plural}/{${kind}}/Allocations`,
        bodyOf: (id) => ({
          Allocations: [{ Amount: 5, Date: '2026-11-21', Invoice: { InvoiceID: id('invoice') } }],
        }),
        keep: { [`${kind}Allocation`]: 'Allocations.0.AllocationID' },
      },
      {
        operation: `DELETE /${plural}/{${kind}ID}/Allocations/{AllocationID}`,
        path: `/${plural}/{${kind}}/Allocations/{${kind}Allocation}`,
      },
      ...around(plural, `${kind}ID`, kind, ['history']),
    ]
  }),
  {
    operation: 'POST /BankTransactions',
    bodyOf: (id) => ({
      Type: 'RECEIVE-OVERPAYMENT',
      Contact: { ContactID: id('contact') },
      BankAccount: { AccountID: id('bank') },
      LineItems: [{ Description: 'Far too much', LineAmount: 7 }],
    }),
    keep: { transaction: 'BankTransactions.0.BankTransactionID' },
  },
  { operation: 'GET /BankTransactions/{BankTransactionID}', path: '/BankTransactions/{transaction}' },
  ...around('BankTransactions', 'BankTransactionID', 'transaction', ['history']),
  {
    operation: 'POST /BankTransactions/{BankTransactionID}',
    path: '/BankTransactions/{transaction}',
    body: { Status: 'DELETED' },
  },
]

const repeating: readonly Step[] = [
  { operation: 'GET /RepeatingInvoices', keep: { template: 'RepeatingInvoices.0.RepeatingInvoiceID' } },
  { operation: 'GET /RepeatingInvoices/{RepeatingInvoiceID}', path: '/RepeatingInvoices/{template}' },
  ...around('RepeatingInvoices', 'RepeatingInvoiceID', 'template', ['history']),
]

const quotes: readonly Step[] = [
  {
    operation: 'PUT /Quotes',
    bodyOf: (id) => ({
      Quotes: [
        { Contact: { ContactID: id('contact') }, Date: '2026-11-20', LineItems: [line], Title: 'A kitchen' },
      ],
    }),
    keep: { quote: 'Quotes.0.QuoteID' },
  },
  {
    operation: 'POST /Quotes',
    bodyOf: (id) => ({
      Quotes: [
        {
          QuoteID: id('quote'),
          Contact: { ContactID: id('contact') },
          Date: '2026-11-20',
          LineItems: [line],
          Status: 'SENT',
        },
      ],
    }),
  },
  {
    operation: 'POST /Quotes/{QuoteID}',
    path: '/Quotes/{quote}',
    bodyOf: (id) => ({
      QuoteID: id('quote'),
      Contact: { ContactID: id('contact') },
      Date: '2026-11-20',
      Status: 'ACCEPTED',
    }),
  },
  { operation: 'GET /Quotes/{QuoteID}', path: '/Quotes/{quote}' },
  {
    operation: 'GET /Quotes/{QuoteID}/pdf',
    path: '/Quotes/{quote}/pdf',
    headers: { accept: 'application/pdf' },
  },
  ...around('Quotes', 'QuoteID', 'quote', ['history', 'attachments']),
]

const reports: readonly Step[] = [
  {
    operation: 'GET /Reports/AgedReceivablesByContact',
    path: '/Reports/AgedReceivablesByContact?contactId={contact}',
  },
]

const projects: readonly Step[] = [
  {
    operation: 'POST /Projects',
    bodyOf: (id) => ({ name: 'Contract project', contactId: id('contact'), estimateAmount: 100 }),
    status: 201,
    keep: { project: 'projectId' },
  },
  { operation: 'POST /Projects', body: { name: '' }, status: 400 },
  { operation: 'GET /Projects/{projectId}', path: '/Projects/{project}' },
  {
    operation: 'PUT /Projects/{projectId}',
    path: '/Projects/{project}',
    body: { name: 'Renamed' },
    status: 204,
  },
  {
    operation: 'POST /Projects/{projectId}/Tasks',
    path: '/Projects/{project}/Tasks',
    body: { name: 'Draw', rate: { currency: 'AUD', value: 90 }, chargeType: 'TIME', estimateMinutes: 60 },
    status: 201,
    keep: { task: 'taskId' },
  },
  { operation: 'GET /Projects/{projectId}/Tasks', path: '/Projects/{project}/Tasks' },
  { operation: 'GET /Projects/{projectId}/Tasks/{taskId}', path: '/Projects/{project}/Tasks/{task}' },
  {
    operation: 'PUT /Projects/{projectId}/Tasks/{taskId}',
    path: '/Projects/{project}/Tasks/{task}',
    body: { name: 'Draft', rate: { currency: 'AUD', value: 95 }, chargeType: 'TIME' },
    status: 204,
  },
  { operation: 'GET /ProjectsUsers', keep: { person: 'items.0.userId' } },
  {
    operation: 'POST /Projects/{projectId}/Time',
    path: '/Projects/{project}/Time',
    bodyOf: (id) => ({
      userId: id('person'),
      taskId: id('task'),
      dateUtc: '2026-11-20T00:00:00Z',
      duration: 30,
    }),
    keep: { time: 'timeEntryId' },
  },
  { operation: 'GET /Projects/{projectId}/Time', path: '/Projects/{project}/Time' },
  { operation: 'GET /Projects/{projectId}/Time/{timeEntryId}', path: '/Projects/{project}/Time/{time}' },
  {
    operation: 'PUT /Projects/{projectId}/Time/{timeEntryId}',
    path: '/Projects/{project}/Time/{time}',
    bodyOf: (id) => ({
      userId: id('person'),
      taskId: id('task'),
      dateUtc: '2026-11-20T00:00:00Z',
      duration: 45,
    }),
    status: 204,
  },
  {
    operation: 'DELETE /Projects/{projectId}/Time/{timeEntryId}',
    path: '/Projects/{project}/Time/{time}',
    status: 204,
  },
  {
    operation: 'DELETE /Projects/{projectId}/Tasks/{taskId}',
    path: '/Projects/{project}/Tasks/{task}',
    status: 204,
  },
  {
    operation: 'PATCH /Projects/{projectId}',
    path: '/Projects/{project}',
    body: { status: 'CLOSED' },
    status: 204,
  },
]

/** A day that writes through every operation the emulator may have. */
export const xeroSteps: readonly Step[] = [
  {
    operation: 'GET /Accounts',
    query: '?where=Type%3D%3D%22BANK%22',
    keep: { bank: 'Accounts.0.AccountID' },
  },
  ...contacts,
  ...settings,
  ...invoices,
  ...credits,
  ...quotes,
  ...repeating,
  ...reports,
  ...projects,
]

/** Ends the connection, so it comes after everything else. */
export const lastXeroSteps: readonly Step[] = [
  { operation: 'GET /Connections', keep: { connection: '0.id' } },
  { operation: 'DELETE /Connections/{id}', path: '/Connections/{connection}', status: 204 },
]
