/**
 * Given names, each line one name with the short forms and spellings people use for it. Different names stand
 * on different lines however alike they look (Robert, Roberta): for people a likeness of spelling says nothing.
 */
const table = `
aaron
abigail abby abi
adam
adele
adrian
adriana
aidan aiden
aisha ayesha
alan allan allen al
albert bert
alexander alex sandy alec sasha xander
alexandra alex sandra alexa lexi
alfred fred alf alfie
alice
alison allison ali
amanda mandy
amelia millie
amy
ana anna ann anne annie
andrea
andrew andy drew
angela angie
anita
anthony antony tony anton
antonia toni
arthur art
ashley ash
barbara barb babs
benjamin ben benny
bernard bernie
beth elizabeth liz lizzie betty eliza libby elisabeth
beverley bev beverly
bradley brad
brian bryan
bridget
bruce
cameron cam
carl karl
carla karla
carol carole
caroline carolyn
catherine katherine kathryn kate katie kathy cathy cath kathleen cathryn kat
charles charlie chas chuck
charlotte lottie
cheryl
chloe
christian
christina tina
christine chris chrissy kristine
christopher chris kit topher
claire clare
colin
craig
daniel dan danny
daniela daniella danielle dani
darren
david dave davey
deborah debra debbie deb
dennis denis
diana diane dianne di
dominic dom
donald don
donna
dorothy dot
douglas doug
duncan
dylan
edward ed eddie ted ned
edwin
eleanor ellie nell
ellen
emily em emmy
emma
eric erik
erica erika
erin
ethan
eugene gene
eva eve
evelyn
felicity
fiona
frances fran
francis frank
franklin frank
gabriel gabe
gabrielle gabby
gareth gary garry
gavin
geoffrey geoff jeffrey jeff
george
georgia
georgina
gerald gerry jerry
gillian jill jillian gill
glenn glen
gordon
grace
graham graeme grahame
grant
gregory greg gregor
hannah
harold harry hal
harriet
harry henry
heather
helen helena
hugh huw
ian iain
ingrid
irene
isaac
isabella isabel isobel bella
jack
john jon johnny
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie
jane janey
janet jan
janice jan
jason
jayden
jean
jeanette
jennifer jen jenny
jeremy jerry jez
jessica jess jessie
jill
joan
joanna
joanne jo
jodie jodi jody
joel
jonathan jon jonny johnathan
jordan
joseph joe joey
josephine jo josie
joshua josh
joyce
judith judy jude
julia
julian jules
julie jules
justin
karen
karin
keith
kelly
kenneth ken kenny
kevin kev
kim kimberly kimberley
kristen kirsten kirstin
kyle
laura
lauren
lawrence laurence larry laurie
leah
leanne
lee leigh
leo
leonard len lenny
leslie lesley les
liam
linda lynda
lisa
lorraine
louis lewis louie
louise lou
lucas luke
lucy
lynn lynne
malcolm mal
marc mark
marcus
margaret maggie meg peggy marg margie madge
maria
marie
mario
marion marian
martha
martin martyn marty
martina
mary
mason
matthew matt mathew
maureen mo
megan meghan
melanie mel
melissa mel
michael mick mike micky micheal mikey
michaela
michelle shelly
mitchell mitch
mohammed mohamed muhammad mohammad
monica
nadia
natalie nat
natasha tash
nathan nathaniel nate
neil neal
nicholas nick nicolas nicky
nicola nicky
nicole nikki nic
nigel
noah
noel
nora
oliver ollie
olivia liv
oscar
owen
pamela pam
patricia pat trish patty tricia
patrick pat paddy
paul
paula
pauline
peter pete
petra
philip phillip phil
philippa pip pippa
rachel rachael
ralph
raymond ray
rebecca bec becky rebekah
regina
rhys
richard rick dick rich ricky
robert rob bob bobby robbie
roberta
robin
robyn
rodney rod
roger
ronald ron ronnie
rose
rosemary
ross
roy
russell russ
ruth
ryan
sally
samantha sam
samuel sam sammy
sarah sara
scott
sean shaun shawn
sharon
sheila
shirley
simon
simone
sophia sophie sofia
stacey stacy
stanley stan
stella
stephanie steph
stephen steven steve stephan
stuart stewart stu
susan sue susie suzanne suzie
sylvia
tamara
tanya tania
teresa theresa terri tess
terence terry terrence
theodore ted theo
thomas tom tommy
timothy tim
todd
tracey tracy
trevor
tristan
valerie val
vanessa
veronica
victor vic
victoria vicky vicki tori
vincent vince
virginia ginny
walter wally
wayne
wendy
william will bill billy liam willy
yvonne
zachary zac zach
zoe
`

const linesOf: ReadonlyMap<string, readonly number[]> = (() => {
  const lines = new Map<string, number[]>()
  table
    .trim()
    .split('\n')
    .forEach((line, at) => {
      for (const name of line.split(' ')) lines.set(name, [...(lines.get(name) ?? []), at])
    })
  return lines
})()

export const isGivenName = (word: string): boolean => linesOf.has(word)

/** The same for all forms of a name; null when it is none. */
export function givenNameGroup(word: string): number | null {
  return linesOf.get(word)?.[0] ?? null
}

/** One may be the short form or another spelling of the other: Bob and Robert, Steven and Stephen. */
export function isSameGivenName(a: string, b: string): boolean {
  if (a === b) return true
  const of = linesOf.get(b)
  return of !== undefined && (linesOf.get(a)?.some((line) => of.includes(line)) ?? false)
}

const men = new Set('mr sir herr monsieur sr'.split(' '))
const women = new Set('mrs ms miss dame frau mme mlle madame sra'.split(' '))

/** Forms of address in front of a name; they say nothing that the name does not, but whether it is he or she. */
export const titles: ReadonlySet<string> = new Set([
  ...men,
  ...women,
  ...'mx dr prof professor rev reverend fr hon ing dipl'.split(' '),
])

/** "Mr J Smith" and "Mrs J Smith". */
export function areManAndWoman(a: string, b: string): boolean {
  return (men.has(a) && women.has(b)) || (women.has(a) && men.has(b))
}

/** What tells a father from his son. */
export const generations: ReadonlySet<string> = new Set('junior jnr jr senior snr sr ii iii iv'.split(' '))
