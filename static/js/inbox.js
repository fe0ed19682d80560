/**
 * Everything the page knows about matches and conversations, kept right by live events and, after a break, by asking again.
 * Views listen to `change` (the lists) and to the `change` of a thread (one conversation).
 */
import { randomId } from './api.js';

/** @typedef {import('./api.js').Message & {state?: 'sending'|'failed', pending?: boolean}} ThreadMessage */

const PAGE = 50;
const TYPING_MS = 6_000;
const TYPING_EVERY_MS = 3_000;

export class Inbox extends EventTarget {
	/** @param {import('./api.js').Kindling} api @param {import('./socket.js').LiveSocket} live */
	constructor(api, live) {
		super();
		this.api = api;
		this.live = live;
		this.reset();
		live.addEventListener('frame', ({ detail }) => this.#receive(detail));
		live.addEventListener('ready', ({ detail }) => { if (detail.again) this.#catchUp(); });
	}

	reset() {
		/** @type {import('./api.js').Match[]} */
		this.matches = [];
		/** @type {Map<string, import('./api.js').Conversation>} */
		this.conversations = new Map();
		/** @type {Map<string, Thread>} */
		this.threads = new Map();
		this.loaded = false;
	}

	/** Newest first. */
	get list() {
		return [...this.conversations.values()].filter((one) => one.last_seq > 0 || one.last_message)
			.sort((a, b) => (b.last_message_at ?? '').localeCompare(a.last_message_at ?? ''));
	}

	/** Matches nobody has written to yet. */
	get fresh() {
		return this.matches.filter((match) => {
			if (!match.conversation_id) return false;
			const conversation = this.conversations.get(match.conversation_id);
			return conversation ? !conversation.last_seq && !conversation.last_message : !match.last_message_at;
		});
	}

	get unread() {
		let sum = 0;
		for (const { unread_count: count } of this.conversations.values()) sum += count ?? 0;
		return sum;
	}

	async load() {
		const [matches, conversations] = await Promise.all([
			everyPage((page) => this.api.matches(page), 'matches'), everyPage((page) => this.api.conversations(page), 'conversations'),
		]);
		this.matches = matches;
		this.conversations = new Map(conversations.map((one) => [one.conversation_id, one]));
		// A match can be there a moment before its conversation.
		for (const match of matches) match.conversation_id ??= conversations.find((one) => one.participant_id === match.user_id)?.conversation_id;
		this.loaded = true;
		this.changed();
	}

	/** @param {string} conversationId */
	thread(conversationId) {
		let thread = this.threads.get(conversationId);
		if (!thread) this.threads.set(conversationId, thread = new Thread(this, conversationId));
		return thread;
	}

	/** Who a conversation is with, from whichever list knows. @param {string} conversationId */
	partner(conversationId) {
		const conversation = this.conversations.get(conversationId);
		const match = this.matches.find((one) => one.conversation_id === conversationId);
		if (!conversation && !match) return null;
		return {
			user_id: match?.user_id ?? conversation.participant_id,
			name: match?.name ?? conversation.participant_name ?? conversation.title ?? 'Conversation',
			photo: match?.photo ?? conversation?.avatar,
			closed: Boolean(conversation?.closed),
		};
	}

	changed() { this.dispatchEvent(new Event('change')); }

	#receive(frame) {
		const data = { ...frame, ...(frame.data ?? {}) };
		switch (frame.type) {
			case 'message': return this.#message(data);
			case 'message.read': return this.#read(data);
			case 'typing': return this.thread(data.conversation_id).typed(data);
			case 'match.created': return this.#matched(data);
			case 'match.removed': case 'conversation.created': case 'conversation.updated': case 'conversation.closed': case 'conversation.blocked':
				return this.load().catch(() => {});
			case 'resync_required': return this.#catchUp();
		}
	}

	#message(message) {
		const mine = message.user_id === this.api.account?.user_id;
		const thread = this.threads.get(message.conversation_id);
		thread?.take([message]);
		const conversation = this.conversations.get(message.conversation_id);
		if (!conversation) return this.load().catch(() => {});
		if (message.seq <= (conversation.last_seq ?? 0)) return;
		Object.assign(conversation, { last_message: message, last_message_at: message.sent_at, last_seq: message.seq });
		if (mine) conversation.unread_count = 0;
		else if (thread?.watched()) thread.markRead();
		else conversation.unread_count = (conversation.unread_count ?? 0) + 1;
		this.changed();
	}

	#read({ conversation_id: id, user_id: reader, up_to_seq: seq }) {
		if (reader !== this.api.account?.user_id) return this.threads.get(id)?.readUpTo(seq);
		const conversation = this.conversations.get(id);
		if (conversation && seq >= conversation.last_seq) {
			conversation.unread_count = 0;
			this.changed();
		}
	}

	async #matched(match) {
		const known = this.matches.some((one) => one.match_id === match.match_id);
		await this.load().catch(() => {});
		const full = this.matches.find((one) => one.match_id === match.match_id);
		if (!known && full) this.dispatchEvent(new CustomEvent('match', { detail: full }));
	}

	#catchUp() {
		this.load().catch(() => {});
		for (const thread of this.threads.values()) thread.catchUp();
	}
}

/** One conversation: stored messages by `seq`, then the ones still on their way. Fires `change`. */
export class Thread extends EventTarget {
	/** @param {Inbox} inbox @param {string} id */
	constructor(inbox, id) {
		super();
		this.inbox = inbox;
		this.id = id;
		/** @type {Map<number, ThreadMessage>} */
		this.stored = new Map();
		/** @type {Map<string, ThreadMessage>} */
		this.outgoing = new Map();
		this.complete = false;
		this.loading = false;
		this.peerRead = 0;
		this.ownRead = 0;
		this.typing = false;
		/** Whether a person is looking at it right now; set by the view. @type {() => boolean} */
		this.watched = () => false;
	}

	/** @returns {ThreadMessage[]} */
	get messages() {
		return [...[...this.stored.values()].sort((a, b) => a.seq - b.seq), ...this.outgoing.values()];
	}

	get lastSeq() { return Math.max(0, ...this.stored.keys()); }

	/** 'sending' | 'failed' | 'sent' | 'read' for an own message. @param {ThreadMessage} message */
	stateOf(message) {
		if (message.state) return message.state;
		const known = this.inbox.conversations.get(this.id)?.peer_read_seq ?? 0;
		return message.read || message.seq <= Math.max(this.peerRead, known) ? 'read' : 'sent';
	}

	/** The newest page the first time, then one page further back a call. */
	async loadOlder() {
		if (this.loading || this.complete) return;
		this.loading = true;
		try {
			const first = this.stored.size ? Math.min(...this.stored.keys()) : undefined;
			const { messages } = await this.inbox.api.messages(this.id, { before: first, limit: PAGE });
			this.complete = messages.length < PAGE || messages[0].seq <= 1;
			this.take(messages);
		} finally {
			this.loading = false;
			this.changed();
		}
	}

	/** What was said while the connection was away. */
	async catchUp() {
		try {
			let page;
			do {
				page = (await this.inbox.api.messages(this.id, { after: this.lastSeq, limit: PAGE })).messages;
				this.take(page);
			} while (page.length === PAGE);
			if (this.watched()) this.markRead();
		} catch { /* the next reconnection asks again */ }
	}

	/** @param {ThreadMessage[]} messages */
	take(messages) {
		for (const message of messages) {
			this.stored.set(message.seq, { ...this.stored.get(message.seq), ...message });
			if (message.client_id) this.outgoing.delete(message.client_id);
			if (message.user_id !== this.inbox.api.account?.user_id) this.typing = false;
			else if (message.read) this.peerRead = Math.max(this.peerRead, message.seq);
		}
		this.changed();
	}

	/** Shown at once, stored as soon as possible; a repeat with the same `client_id` cannot double it. @param {string} text */
	send(text) {
		const message = { client_id: randomId(), user_id: this.inbox.api.account.user_id, text, sent_at: new Date().toISOString(), state: 'sending' };
		this.outgoing.set(message.client_id, message);
		this.changed();
		return this.deliver(message);
	}

	/** @param {ThreadMessage} message again after it failed */
	async deliver(message) {
		message.state = 'sending';
		this.changed();
		const order = { conversation_id: this.id, text: message.text, client_id: message.client_id };
		try {
			let ack;
			try {
				ack = await this.inbox.live.ask({ type: 'message.send', ...order });
			} catch (error) {
				if (error.refused) throw error;
				ack = await this.inbox.api.sendMessage(order);
			}
			const stored = { ...message, message_id: ack.message_id, seq: ack.seq, sent_at: ack.sent_at };
			delete stored.state;
			this.take([stored]);
			const conversation = this.inbox.conversations.get(this.id);
			if (conversation && ack.seq > (conversation.last_seq ?? 0)) {
				Object.assign(conversation, { last_message: stored, last_message_at: ack.sent_at, last_seq: ack.seq });
				this.inbox.changed();
			}
		} catch (error) {
			message.state = 'failed';
			message.reason = error.message;
			this.changed();
		}
	}

	markRead() {
		const seq = this.lastSeq;
		const conversation = this.inbox.conversations.get(this.id);
		if (!seq || seq <= this.ownRead) return;
		this.ownRead = seq;
		const quietly = () => {};
		this.inbox.live.ask({ type: 'read.set', conversation_id: this.id, up_to_seq: seq })
			.catch(() => this.inbox.api.setReadState(this.id, seq).catch(quietly));
		if (conversation?.unread_count) {
			conversation.unread_count = 0;
			this.inbox.changed();
		}
	}

	readUpTo(seq) {
		this.peerRead = Math.max(this.peerRead, seq);
		this.changed();
	}

	typed({ user_id: user, state }) {
		if (user === this.inbox.api.account?.user_id) return;
		this.typing = state !== 'off';
		clearTimeout(this.typingTimer);
		this.typingTimer = setTimeout(() => { this.typing = false; this.changed(); }, TYPING_MS);
		this.changed();
	}

	/** Tells the others that something is being written, at most every 3 seconds. */
	tellTyping() {
		if (Date.now() - (this.toldTyping ?? 0) < TYPING_EVERY_MS) return;
		this.toldTyping = Date.now();
		this.inbox.live.tell({ type: 'typing.set', conversation_id: this.id, state: 'on' });
	}

	changed() { this.dispatchEvent(new Event('change')); }
}

/** One line about the last message. @param {import('./api.js').Conversation} conversation @param {string} me */
export function snippet({ last_message: last }, me) {
	if (!last) return '';
	if (typeof last === 'string') return last;
	return `${last.user_id === me ? 'You: ' : ''}${last.text ?? ''}`;
}

async function everyPage(ask, plural) {
	const all = [];
	let cursor;
	do {
		const page = await ask({ limit: 50, cursor });
		all.push(...(page[plural] ?? []));
		cursor = page.next_cursor ?? undefined;
	} while (cursor && all.length < 500);
	return all;
}
