import {
  assignContacts,
  emptyGroup,
  getGroup,
  listGroups,
  postGroup,
  putGroups,
  unassignContact,
} from './contact-groups.ts'
import {
  contactHistory,
  contactNotes,
  getContact,
  listContacts,
  postContact,
  postContacts,
  putContacts,
} from './contacts.ts'
import { documentEndpoints } from './document-routes.ts'
import {
  getInvoice,
  invoiceHistory,
  invoiceNotes,
  listInvoices,
  onlineInvoice,
  postInvoice,
  postInvoices,
  putInvoices,
} from './invoices.ts'
import {
  getActions,
  getOrganisation,
  listAccounts,
  listBrandingThemes,
  listCurrencies,
  listTaxRates,
} from './organisation.ts'
import { getPayment, listPayments, postPayment, writePayments } from './payments.ts'
import { createRouter, type Handler } from './router.ts'
import {
  deleteCategory,
  deleteOption,
  getCategory,
  listCategories,
  postCategory,
  postOption,
  putCategories,
  putOptions,
} from './tracking.ts'
import { getUser, listUsers } from './users.ts'

/** Every Accounting endpoint the sandbox has; anything else answers 501. */
const endpoints: Readonly<Record<string, Handler>> = {
  'GET Organisation': getOrganisation,
  'GET Organisation/Actions': getActions,
  'GET Users': listUsers,
  'GET Users/:id': getUser,
  'GET Accounts': listAccounts,
  'GET TaxRates': listTaxRates,
  'GET Currencies': listCurrencies,
  'GET BrandingThemes': listBrandingThemes,
  'GET Contacts': listContacts,
  'PUT Contacts': putContacts,
  'POST Contacts': postContacts,
  'GET Contacts/:id': getContact,
  'POST Contacts/:id': postContact,
  'GET Contacts/:id/History': contactHistory,
  'PUT Contacts/:id/History': contactNotes,
  'POST Contacts/:id/History': contactNotes,
  'GET ContactGroups': listGroups,
  'PUT ContactGroups': putGroups,
  'GET ContactGroups/:id': getGroup,
  'POST ContactGroups/:id': postGroup,
  'PUT ContactGroups/:id/Contacts': assignContacts,
  'DELETE ContactGroups/:id/Contacts': emptyGroup,
  'DELETE ContactGroups/:id/Contacts/:id': unassignContact,
  'GET TrackingCategories': listCategories,
  'PUT TrackingCategories': putCategories,
  'GET TrackingCategories/:id': getCategory,
  'POST TrackingCategories/:id': postCategory,
  'DELETE TrackingCategories/:id': deleteCategory,
  'PUT TrackingCategories/:id/Options': putOptions,
  'POST TrackingCategories/:id/Options/:id': postOption,
  'DELETE TrackingCategories/:id/Options/:id': deleteOption,
  'GET Invoices': listInvoices,
  'PUT Invoices': putInvoices,
  'POST Invoices': postInvoices,
  'GET Invoices/:id': getInvoice,
  'POST Invoices/:id': postInvoice,
  'GET Invoices/:id/OnlineInvoice': onlineInvoice,
  'GET Invoices/:id/History': invoiceHistory,
  'PUT Invoices/:id/History': invoiceNotes,
  'POST Invoices/:id/History': invoiceNotes,
  'GET Payments': listPayments,
  'PUT Payments': writePayments,
  'POST Payments': writePayments,
  'GET Payments/:id': getPayment,
  'POST Payments/:id': postPayment,
  ...documentEndpoints,
}

export const routeOf = createRouter(endpoints)
