import { type Account, type AccountType, accountClasses, type TaxKind, taxTypeFor } from './settings.ts'

type Row = readonly [code: string, name: string, type: AccountType, tax: TaxKind, system?: string]

const shared: readonly Row[] = [
  ['090', 'Business Bank Account', 'BANK', 'none'],
  ['091', 'Business Savings Account', 'BANK', 'none'],
  ['200', 'Sales', 'REVENUE', 'sales'],
  ['260', 'Other Revenue', 'REVENUE', 'sales'],
  ['270', 'Interest Income', 'REVENUE', 'none'],
  ['310', 'Cost of Goods Sold', 'DIRECTCOSTS', 'purchases'],
  ['400', 'Advertising', 'EXPENSE', 'purchases'],
  ['404', 'Bank Fees', 'EXPENSE', 'exempt'],
  ['408', 'Cleaning', 'EXPENSE', 'purchases'],
  ['412', 'Consulting & Accounting', 'EXPENSE', 'purchases'],
  ['416', 'Depreciation', 'DEPRECIATN', 'excluded'],
  ['420', 'Entertainment', 'EXPENSE', 'purchases'],
  ['425', 'Freight & Courier', 'EXPENSE', 'purchases'],
  ['429', 'General Expenses', 'EXPENSE', 'purchases'],
  ['433', 'Insurance', 'EXPENSE', 'purchases'],
  ['437', 'Interest Expense', 'EXPENSE', 'exempt'],
  ['441', 'Legal expenses', 'EXPENSE', 'purchases'],
  ['445', 'Light, Power, Heating', 'EXPENSE', 'purchases'],
  ['449', 'Motor Vehicle Expenses', 'EXPENSE', 'purchases'],
  ['453', 'Office Expenses', 'EXPENSE', 'purchases'],
  ['461', 'Printing & Stationery', 'EXPENSE', 'purchases'],
  ['469', 'Rent', 'EXPENSE', 'purchases'],
  ['473', 'Repairs and Maintenance', 'EXPENSE', 'purchases'],
  ['485', 'Subscriptions', 'EXPENSE', 'purchases'],
  ['489', 'Telephone & Internet', 'EXPENSE', 'purchases'],
  ['493', 'Travel - National', 'EXPENSE', 'purchases'],
  ['494', 'Travel - International', 'EXPENSE', 'exempt'],
  ['497', 'Bank Revaluations', 'EXPENSE', 'excluded', 'BANKCURRENCYGAIN'],
  ['498', 'Unrealised Currency Gains', 'EXPENSE', 'excluded', 'UNREALISEDCURRENCYGAIN'],
  ['499', 'Realised Currency Gains', 'EXPENSE', 'excluded', 'REALISEDCURRENCYGAIN'],
  ['610', 'Accounts Receivable', 'CURRENT', 'none', 'DEBTORS'],
  ['620', 'Prepayments', 'CURRENT', 'none'],
  ['630', 'Inventory', 'INVENTORY', 'none'],
  ['710', 'Office Equipment', 'FIXED', 'purchases'],
  ['711', 'Less Accumulated Depreciation on Office Equipment', 'FIXED', 'excluded'],
  ['720', 'Computer Equipment', 'FIXED', 'purchases'],
  ['721', 'Less Accumulated Depreciation on Computer Equipment', 'FIXED', 'excluded'],
  ['800', 'Accounts Payable', 'CURRLIAB', 'none', 'CREDITORS'],
  ['801', 'Unpaid Expense Claims', 'CURRLIAB', 'none', 'UNPAIDEXPCLM'],
  ['840', 'Historical Adjustment', 'CURRLIAB', 'none', 'HISTORICAL'],
  ['850', 'Suspense', 'CURRLIAB', 'none'],
  ['860', 'Rounding', 'CURRLIAB', 'none', 'ROUNDING'],
  ['877', 'Tracking Transfers', 'CURRLIAB', 'none', 'TRACKINGTRANSFERS'],
  ['880', 'Owner A Drawings', 'EQUITY', 'none'],
  ['881', 'Owner A Funds Introduced', 'EQUITY', 'none'],
  ['900', 'Loan', 'TERMLIAB', 'none'],
  ['960', 'Retained Earnings', 'EQUITY', 'none', 'RETAINEDEARNINGS'],
  ['970', 'Owner A Share Capital', 'EQUITY', 'none'],
]

const local: Readonly<Record<string, readonly Row[]>> = {
  AU: [
    ['477', 'Wages and Salaries', 'EXPENSE', 'excluded'],
    ['478', 'Superannuation', 'EXPENSE', 'excluded'],
    ['505', 'Income Tax Expense', 'EXPENSE', 'excluded'],
    ['820', 'GST', 'CURRLIAB', 'none', 'GST'],
    ['825', 'PAYG Withholdings Payable', 'CURRLIAB', 'none'],
    ['826', 'Superannuation Payable', 'CURRLIAB', 'none'],
    ['830', 'Income Tax Payable', 'CURRLIAB', 'none'],
  ],
  NZ: [
    ['477', 'Salaries', 'EXPENSE', 'excluded'],
    ['478', 'KiwiSaver Employer Contributions', 'EXPENSE', 'excluded'],
    ['505', 'Income Tax Expense', 'EXPENSE', 'excluded'],
    ['820', 'GST', 'CURRLIAB', 'none', 'GST'],
    ['825', 'PAYE Payable', 'CURRLIAB', 'none'],
    ['830', 'Income Tax Payable', 'CURRLIAB', 'none'],
  ],
  GB: [
    ['477', 'Salaries', 'EXPENSE', 'excluded'],
    ['478', 'Directors’ Remuneration', 'EXPENSE', 'excluded'],
    ['479', 'Employers National Insurance', 'EXPENSE', 'excluded'],
    ['482', 'Pensions Costs', 'EXPENSE', 'excluded'],
    ['500', 'Corporation Tax', 'OVERHEADS', 'excluded'],
    ['820', 'VAT', 'CURRLIAB', 'none', 'GST'],
    ['825', 'PAYE Payable', 'CURRLIAB', 'none'],
    ['826', 'NIC Payable', 'CURRLIAB', 'none'],
    ['830', 'Provision for Corporation Tax', 'CURRLIAB', 'none'],
    ['835', 'Directors’ Loan Account', 'CURRLIAB', 'none'],
    ['858', 'Pensions Payable', 'CURRLIAB', 'none'],
  ],
}

const elsewhere: readonly Row[] = [
  ['477', 'Salaries', 'EXPENSE', 'excluded'],
  ['820', 'Sales Tax', 'CURRLIAB', 'none', 'GST'],
]

const bankNumbers: Readonly<Record<string, string>> = { '090': '01234512345678', '091': '01234587654321' }

/** The chart of accounts a new organisation of this country starts with. Bank accounts stand first. */
export function accountsOf(country: string, uuid: () => string): readonly Account[] {
  const rows = [...shared, ...(local[country] ?? elsewhere)]
  rows.sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return rows.map(([code, name, type, tax, system]) => {
    const bankNumber = bankNumbers[code]
    return {
      id: uuid(),
      code,
      name,
      type,
      class: accountClasses[type],
      taxType: taxTypeFor(country, tax),
      status: 'ACTIVE',
      ...(system !== undefined && { system }),
      ...(code === '880' && { enablePayments: true }),
      ...(bankNumber !== undefined && { bankNumber }),
    }
  })
}
