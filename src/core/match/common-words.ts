const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Words that many names share: they say little about which firm it is. In the spelling of `nameForm`. */
export const commonWords = list(`
  and the of for a co group holdings service svcs solutions consulting consultants intl global australia australian aust new
  zealand nz uk usa trust partners assoc enterprises industries trading limited mgmt systems technologies technology studio shop
  store center sons bros de la le les der die das und et di pty ltd inc
`)

/** Words that only join others. */
export const joiningWords = list('and the of for co de la le les der die das et di pty ltd inc')

export const countryWords = list('nz new zealand uk usa us asia europe aust australia canada ireland')

/** One of a family of firms, or of a family: with such a word it is another one than without. */
export const entityWords = list(`
  holdings holding investments investment properties property trust trusts trustee super superannuation smsf fund family estate
  nominees foundation custodians sons son bros daughters group junior jnr jr senior snr sr capital finance leasing developments
  franchising franchise branch division wholesale retail online north south east west northern southern eastern western holdco
  opco nz zealand uk usa us asia europe aust australia canada ireland ii iii iv vi vii
`)
