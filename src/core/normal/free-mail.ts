/** Domains whose mailboxes anyone can have: they say nothing about who somebody works for. */
export const freeMailDomains: ReadonlySet<string> = new Set(
  `
  gmail.com googlemail.com outlook.com outlook.com.au outlook.fr outlook.de outlook.es outlook.it hotmail.com hotmail.com.au
  hotmail.co.uk hotmail.co.nz hotmail.fr hotmail.de hotmail.it hotmail.es live.com live.com.au live.co.uk live.fr live.nl live.ca
  msn.com windowslive.com passport.com yahoo.com yahoo.com.au yahoo.co.uk yahoo.co.nz yahoo.ca yahoo.fr yahoo.de yahoo.it yahoo.es
  yahoo.co.in yahoo.in yahoo.co.jp yahoo.com.br ymail.com rocketmail.com myyahoo.com aol.com aol.co.uk aim.com icloud.com me.com
  mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io tuta.com fastmail.com fastmail.fm fastmail.com.au zoho.com
  zohomail.com zoho.eu mail.com email.com usa.com post.com consultant.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de
  freenet.de arcor.de yandex.com yandex.ru mail.ru bk.ru inbox.ru list.ru rambler.ru hushmail.com hey.com duck.com qq.com 163.com
  126.com sina.com foxmail.com naver.com daum.net hanmail.net rediffmail.com uol.com.br bol.com.br terra.com.br
  bigpond.com bigpond.com.au bigpond.net.au telstra.com optusnet.com.au optusnet.com tpg.com.au iinet.net.au internode.on.net
  westnet.com.au dodo.com.au aapt.net.au adam.com.au ozemail.com.au netspace.net.au exemail.com.au ihug.com.au primus.com.au
  aussiebroadband.com.au spin.net.au xtra.co.nz slingshot.co.nz orcon.net.nz vodafone.co.nz clear.net.nz paradise.net.nz
  actrix.co.nz inspire.net.nz ihug.co.nz kinect.co.nz
  btinternet.com btopenworld.com btconnect.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk
  plusnet.com o2.co.uk orange.net eircom.net wanadoo.fr orange.fr free.fr sfr.fr laposte.net neuf.fr libero.it virgilio.it tin.it
  alice.it telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl bluewin.ch sunrise.ch telia.com
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net frontier.com
  windstream.net shaw.ca rogers.com sympatico.ca telus.net bell.net mweb.co.za telkomsa.net webmail.co.za vodamail.co.za iafrica.com
  singnet.com.sg pacific.net.sg netvigator.com
  `
    .trim()
    .split(/\s+/),
)
