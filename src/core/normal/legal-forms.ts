/**
 * Legal forms as they end a name, after folding (`ü` is `u`, dotted letters are one word). By country: AU NZ ZA,
 * UK IE, US CA, DE AT CH, FR BE LU, NL, Nordic, IT, ES PT and Latin America, PL, CZ SK HU RO BG and the Balkans,
 * Baltic, Asia, TR.
 */
const endings = `
pty ltd, pty limited, proprietary limited, pty, proprietary, limited, ltd, limited partnership,
plc, llp, lp, cic, community interest company, cio, dac, designated activity company, clg, teoranta,
incorporated, inc, corporation, corp, llc, limited liability company, pllc, pc, lllp, ltee,
gmbh and co kg, gmbh co kg, gmbh and co kgaa, gmbh and co ohg, gmbh and co, gmbh, mbh, ug haftungsbeschrankt, ug,
ag and co kg, ag co kg, ag, kgaa, kg, ohg, gbr, ek, ev, gesmbh, ges mbh, aktiengesellschaft, sagl,
sarl, sarlu, sas, sasu, sa, sca, snc, sci, eurl, eirl, selarl, scop, societe anonyme, sprl, bvba, srl,
bv, nv, vof, cv, besloten vennootschap, naamloze vennootschap,
ab, aktiebolag, hb, handelsbolag, as, asa, ans, aps, anpartsselskab, aktieselskab, oy, oyj, ab oy, oy ab, ky, tmi,
osakeyhtio, ehf, hf,
srls, sapa, societa per azioni, societa a responsabilita limitata,
sl, slu, sau, slne, sociedad limitada, sociedad anonima, sa de cv, srl de cv, s de rl de cv, lda, unipessoal lda,
sociedade unipessoal lda, ltda, limitada, ltda me, eireli,
sp zoo, spolka zoo, spolka z ograniczona odpowiedzialnoscia, sp zoo sp k, sp zoo spk, sp k, sp j, spk, spj,
sro, spol sro, vos, kft, zrt, nyrt, bt, doo, dd, ood, eood, ead,
uab, mb, sia, ou, osauhing,
pte ltd, pte limited, pte, private limited, pvt ltd, pvt limited, pvt, sdn bhd, bhd, co ltd, co limited, co inc, kk,
kabushiki kaisha, tbk, jsc, llc fz, fz llc, fze,
as sti, ltd sti, ltd sirketi, anonim sirketi
`

/** Legal forms that stand before the name in their country, folded. */
export const leadingForms: ReadonlySet<string> = new Set(
  'uab sia ou sarl sas sasu eurl ооо зао оао пао ао тоо ип'.split(' '),
)

/** Short forms that are also ordinary words or initials; they alone do not make a name a company's. */
export const doubtfulForms: ReadonlySet<string> = new Set(
  `ab as ag sa nv bv ug kg doo oy sas asa lp pc ek ev cv hb ky bt dd mb ou sl sau slu ans hf ehf kk sca sci snc vos mbh cio
  scop eirl tmi bhd ead ood limitada proprietary teoranta ао ип`.split(/\s+/),
)

/** Chinese, Japanese and Korean forms are written without a space. */
export const joinedForms =
  /(?:股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|合同会社|有限会社|\(株\)|(株)|㈱|주식회사|\(주\))/g

const byLength = endings
  .split(',')
  .map((form) => form.trim().split(/\s+/))
  .sort((a, b) => b.length - a.length)

/** The forms by their last word, the longest first. */
export const formsByLastWord: ReadonlyMap<string, readonly (readonly string[])[]> = Map.groupBy(
  byLength,
  (form) => form.at(-1) ?? '',
)
