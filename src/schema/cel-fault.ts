/** What makes a rule fail while it is evaluated: the API server then refuses the object, whatever the rule says. */
export class CelFault extends Error {}
