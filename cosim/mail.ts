// Messages between parties. Each message is counted, with its size as JSON text. Its kind declares the private quantities that
// it discloses; the disclosures by sender, receiver and quantity are a result of the run.
import { RunError } from '../base/index.ts';

export type Role =
  | 'dso'
  | 'aggregator'
  | 'microgrid-control-unit'
  | 'market-operator'
  | 'device-agent'
  | 'retailer'
  | 'supplier';

/** A party: its role alone where there is one of that role, else with its name: `aggregator:ag2`. */
export type Address = Role | `${Role}:${string}`;

export type Stage = 'day-ahead' | 'intraday' | 'real-time';

/** A kind of message, declared once by the mechanism that sends it; `Body` is plain JSON data. */
export interface MessageKind<Body> {
  readonly kind: string;
  /** Private quantities of the sender that it discloses to its receiver: `net load profile`, `state of charge`, … */
  readonly discloses: readonly string[];
  /** Type of the payload; has no value. */
  readonly body?: Body;
}

export interface Message<Body = unknown> {
  readonly stage: Stage;
  readonly step: number;
  readonly from: Address;
  readonly to: Address;
  readonly kind: string;
  readonly payload: Body;
  /** Length of the payload as UTF-8 JSON. */
  readonly bytes: number;
  readonly discloses: readonly string[];
}

/** All messages of one kind from one party to another in one sort of stage. */
export interface MailCount {
  readonly stage: Stage;
  readonly from: Address;
  readonly to: Address;
  readonly kind: string;
  readonly messages: number;
  readonly bytes: number;
}

/** A private quantity that was disclosed. */
export interface Disclosure {
  readonly of: Address;
  readonly to: Address;
  readonly quantity: string;
  readonly messages: number;
}

/** The mail interface of mechanisms. */
export interface Mail {
  /**
   * Sends one message. The receiver gets the data of the JSON text, so nothing is shared by reference.
   * @throws RunError when the payload is not JSON data: NaN, an infinity, a typed array, undefined.
   */
  send<Body>(kind: MessageKind<Body>, message: { from: Address; to: Address; payload: Body }): void;
  /** Removes the messages of one kind from an inbox, oldest first. Unread messages are deleted when their stage is held again. */
  take<Body>(to: Address, kind: MessageKind<Body>): readonly Message<Body>[];
  /** Totals in the order of first use. Their number grows with the number of parties, not with the number of steps. */
  counts(): readonly MailCount[];
  disclosures(): readonly Disclosure[];
}

/** The mail interface of the engine. */
export interface PostOffice extends Mail {
  /** Sets the stage and step of the following messages. */
  open(stage: Stage, step: number): void;
  /** Unread messages and counts, the initial state of another post office. */
  state(): MailState;
}

/** State of a post office between two steps, as plain data. */
export interface MailState {
  readonly unread: readonly Message[];
  readonly counts: readonly MailCount[];
  readonly disclosures: readonly Disclosure[];
}

/** Declares a kind of message and the private quantities it discloses: `messageKind<{ net_kw: number[] }>('plan', ['net load'])`. */
export function messageKind<Body>(kind: string, discloses: readonly string[] = []): MessageKind<Body> {
  return { kind, discloses };
}

/**
 * A post office, empty or in the state `from`. `onMessage` is called with every message when it is sent; only unread messages are
 * stored.
 */
export function createMail(onMessage: (message: Message) => void = () => {}, from?: MailState): PostOffice {
  const inboxes = new Map<Address, Message[]>();
  const counts = new Map<string, { -readonly [K in keyof MailCount]: MailCount[K] }>();
  const disclosures = new Map<string, { -readonly [K in keyof Disclosure]: Disclosure[K] }>();
  const unread = new Set<Stage>();
  const utf8 = new TextEncoder();
  let now: { stage: Stage; step: number } = { stage: 'day-ahead', step: 0 };

  const countKey = (m: Pick<MailCount, 'stage' | 'from' | 'to' | 'kind'>) =>
    JSON.stringify([m.stage, m.from, m.to, m.kind]);
  const disclosureKey = (of: Address, to: Address, quantity: string) => JSON.stringify([of, to, quantity]);

  const count = (m: Message) => {
    const key = countKey(m);
    const row = counts.get(key);
    if (row) {
      row.messages++;
      row.bytes += m.bytes;
    } else {
      counts.set(key, { stage: m.stage, from: m.from, to: m.to, kind: m.kind, messages: 1, bytes: m.bytes });
    }
    for (const quantity of m.discloses) {
      const known = disclosureKey(m.from, m.to, quantity);
      const disclosure = disclosures.get(known);
      if (disclosure) disclosure.messages++;
      else disclosures.set(known, { of: m.from, to: m.to, quantity, messages: 1 });
    }
  };

  const deliver = (message: Message) => {
    const inbox = inboxes.get(message.to);
    if (inbox) inbox.push(message);
    else inboxes.set(message.to, [message]);
    unread.add(message.stage);
  };

  for (const message of from?.unread ?? []) deliver(message);
  for (const row of from?.counts ?? []) counts.set(countKey(row), { ...row });
  for (const row of from?.disclosures ?? []) disclosures.set(disclosureKey(row.of, row.to, row.quantity), { ...row });

  const office: PostOffice = {
    open(stage, step) {
      now = { stage, step };
      if (!unread.delete(stage)) return;
      for (const [address, inbox] of inboxes) {
        const rest = inbox.filter((m) => m.stage !== stage);
        if (rest.length > 0) inboxes.set(address, rest);
        else inboxes.delete(address);
      }
    },
    send({ kind, discloses }, { from, to, payload }) {
      const text = toJson(payload, `${kind} from ${from} to ${to}`);
      const message = { ...now, from, to, kind, payload: JSON.parse(text), bytes: utf8.encode(text).length, discloses };
      deliver(message);
      count(message);
      onMessage(message);
    },
    take<Body>(to: Address, { kind }: MessageKind<Body>) {
      const inbox = inboxes.get(to) ?? [];
      const rest = inbox.filter((m) => m.kind !== kind);
      if (rest.length > 0) inboxes.set(to, rest);
      else inboxes.delete(to);
      return inbox.filter((m) => m.kind === kind) as Message<Body>[];
    },
    counts: () => [...counts.values()].map((row) => ({ ...row })),
    disclosures: () => [...disclosures.values()].map((row) => ({ ...row })),
    state: () => ({
      unread: [...inboxes.values()].flat(),
      counts: office.counts(),
      disclosures: office.disclosures(),
    }),
  };
  return office;
}

/** JSON text of the payload, or an error that names the value without JSON form. */
function toJson(payload: unknown, what: string): string {
  // one pass beforehand: with a function that looks at every value, JSON.stringify takes five times as long
  const lost = lostIn(payload, '');
  if (lost) {
    const [key, value] = lost;
    throw new RunError(`message ${what}: ${key === '' ? 'payload' : key} is no JSON value (${String(value)})`);
  }
  const text = JSON.stringify(payload);
  if (text === undefined) throw new RunError(`message ${what}: payload is no JSON value (${String(payload)})`);
  return text;
}

/** The first value that JSON text would not give back, and its key. */
function lostIn(value: unknown, key: string): readonly [key: string, value: unknown] | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : [key, value];
  if (typeof value !== 'object' || value === null) return undefined;
  if (ArrayBuffer.isView(value)) return [key, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === 'number' && Number.isFinite(item)) continue;
      const lost = lostIn(item, String(i));
      if (lost) return lost;
    }
    return undefined;
  }
  for (const [name, item] of Object.entries(value)) {
    const lost = lostIn(item, name);
    if (lost) return lost;
  }
  return undefined;
}
