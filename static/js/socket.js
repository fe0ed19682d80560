/**
 * The live connection: one WebSocket that authenticates with its first frame (a token in a URL would reach logs),
 * resumes after a break, and pairs commands with their answers by `ref`. It does not know what the events mean.
 *
 * Fires `frame` (detail: every event of the server), `state` (detail: 'connecting' | 'online' | 'offline') and
 * `ready` (detail: {again} - true when events may have been missed meanwhile).
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const ANSWER_MS = 8_000;

export class LiveSocket extends EventTarget {
	/** @param {import('./api.js').Kindling} api @param {string} [path] */
	constructor(api, path = '/chat/connect') {
		super();
		this.api = api;
		this.path = path;
		this.state = 'offline';
		this.wanted = false;
		this.attempts = 0;
		this.wasReady = false;
		/** @type {string|undefined} */
		this.cursor = undefined;
		/** @type {Map<string, {resolve: (frame: any) => void, reject: (error: Error) => void, timer: number}>} */
		this.waiting = new Map();
		this.refs = 0;
		window.addEventListener('online', () => this.#soon(0));
		document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#soon(0); });
	}

	start() {
		this.wanted = true;
		this.#soon(0);
	}

	stop() {
		this.wanted = false;
		this.wasReady = false;
		this.cursor = undefined;
		clearTimeout(this.retryTimer);
		this.socket?.close(1000);
		this.#closed();
	}

	/** Sends a frame that has no answer; silently lost while offline. @param {Record<string, unknown>} frame */
	tell(frame) {
		if (this.state === 'online') this.socket.send(JSON.stringify(frame));
	}

	/**
	 * Sends a command and resolves with its `ack`. Rejects when offline, refused, or unanswered for 8 seconds.
	 * @param {Record<string, unknown>} frame @returns {Promise<any>}
	 */
	ask(frame) {
		if (this.state !== 'online') return Promise.reject(new Error('offline'));
		const ref = `r${++this.refs}`;
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => this.#settle(ref, (call) => call.reject(new Error('no answer'))), ANSWER_MS);
			this.waiting.set(ref, { resolve, reject, timer });
			this.socket.send(JSON.stringify({ ...frame, ref }));
		});
	}

	#soon(waitMs) {
		if (!this.wanted || this.state !== 'offline') return;
		clearTimeout(this.retryTimer);
		this.retryTimer = setTimeout(() => this.#open(), waitMs);
	}

	#open() {
		if (!this.wanted || this.state !== 'offline') return;
		this.#enter('connecting');
		const url = new URL(this.api.base + this.path, location.href);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		const socket = new WebSocket(url);
		this.socket = socket;
		socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token: this.api.accessToken, resume: this.cursor }));
		socket.onmessage = ({ data }) => { if (socket === this.socket) this.#receive(data); };
		socket.onclose = (event) => { if (socket === this.socket) this.#lost(event); };
	}

	#receive(data) {
		let frame;
		try { frame = JSON.parse(data); } catch { return; }
		this.heard = Date.now();
		if (frame.cursor !== undefined) this.cursor = frame.cursor;
		if (frame.type === 'ready') return this.#ready(frame);
		if (frame.ref !== undefined && this.waiting.has(frame.ref)) {
			const refused = frame.type === 'error';
			this.#settle(frame.ref, (call) => (refused ? call.reject(Object.assign(new Error(frame.message), { code: frame.code, refused })) : call.resolve(frame)));
			return;
		}
		this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
	}

	#ready(frame) {
		const again = this.wasReady;
		this.wasReady = true;
		this.attempts = 0;
		this.refused = false;
		this.#enter('online');
		this.#watch((frame.heartbeat_s || 25) * 1000);
		this.dispatchEvent(new CustomEvent('ready', { detail: { again } }));
	}

	/** Browsers hide protocol pings, so a quiet connection is probed; a dead one is closed to start over. */
	#watch(everyMs) {
		clearInterval(this.heartbeat);
		this.heartbeat = setInterval(() => {
			const quiet = Date.now() - this.heard;
			if (quiet > everyMs * 2.5) {
				const dead = this.socket;
				this.#lost({ code: 4000, reason: '' });
				dead.close(4000);
			}
			if (quiet > everyMs) this.tell({ type: 'ping' });
		}, everyMs / 2);
	}

	async #lost({ code, reason }) {
		this.#closed();
		if (!this.wanted) return;
		let waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempts++) * (0.5 + Math.random() / 2);
		if (code === 1012) {
			const asked = Number(/\d+/.exec(reason)?.[0]);
			if (asked) waitMs = asked;
		}
		if (code === 4401) {
			// A fresh token that is refused as well means the login is over; the refresh says so by itself.
			try { await this.api.refresh(); } catch { if (!this.api.account) return; }
			if (this.refused) waitMs = Math.max(waitMs, 5_000);
			this.refused = true;
		}
		this.#soon(waitMs);
	}

	#closed() {
		clearInterval(this.heartbeat);
		for (const ref of [...this.waiting.keys()]) this.#settle(ref, (call) => call.reject(new Error('connection lost')));
		this.socket = undefined;
		this.#enter('offline');
	}

	#settle(ref, action) {
		const call = this.waiting.get(ref);
		if (!call) return;
		clearTimeout(call.timer);
		this.waiting.delete(ref);
		action(call);
	}

	#enter(state) {
		if (this.state === state) return;
		this.state = state;
		this.dispatchEvent(new CustomEvent('state', { detail: state }));
	}
}
