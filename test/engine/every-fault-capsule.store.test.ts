import { provesEveryFaultOf } from './every-fault.ts'

provesEveryFaultOf('capsule')
