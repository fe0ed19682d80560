/** One conversation: history that grows upwards, messages as they come, and what is still on its way. */
import { complain, dayName, h, icon, reconcile, timeOfDay } from '../dom.js';
import { showPerson } from '../person.js';
import { avatar } from '../photo.js';

const NEAR_TOP_PX = 160;
const NEAR_END_PX = 80;
const TOGETHER_MS = 5 * 60_000;
const MOST_CHARS = 4000;

const STATES = { sending: ['clock', 'Sending'], sent: ['check', 'Sent'], read: ['checks', 'Read'] };

/** What a wide screen shows beside the list before one is chosen. */
export function noChat() {
	return { element: h('div.empty.wide-only', null, h('span.empty-art', null, icon('chat')), h('h2', null, 'Your conversations'), h('p', null, 'Choose one on the left.')), title: 'Chats', focus: document.querySelector('.lists-title') };
}

export function chat(app, id) {
	const { inbox } = app;
	const thread = inbox.thread(id);
	const me = app.api.account.user_id;
	const title = h('h1.visually-hidden', null, 'Conversation');
	const name = h('b');
	const status = h('span.chat-status');
	const who = h('button.chat-who', { type: 'button', 'aria-label': 'Show profile', onclick: openProfile });
	const log = h('div.log', { role: 'log', 'aria-label': 'Messages', 'aria-live': 'polite', tabindex: 0 });
	const input = h('textarea', { rows: 1, maxlength: MOST_CHARS, placeholder: 'Write a message', 'aria-label': 'Message', enterkeyhint: 'send', autocomplete: 'off' });
	const send = h('button.round.send', { type: 'submit', 'aria-label': 'Send', disabled: true }, icon('send'));
	const form = h('form.composer', { onsubmit: submit }, input, send);
	const element = h('div.chat', null,
		h('header.chat-head', null, h('a.round.small.back', { href: '#/chats', 'aria-label': 'Back to chats' }, icon('back')), title, who), log, form);
	/** @type {Map<string, HTMLElement>} */
	const nodes = new Map();
	let shownName;
	let older = false;
	let opened = false;
	let tries = 0;

	function drawHead() {
		const partner = inbox.partner(id);
		if (partner && shownName !== partner.name) {
			shownName = partner.name;
			name.textContent = partner.name;
			title.textContent = `Conversation with ${partner.name}`;
			who.replaceChildren(avatar(partner.photo, partner.name), h('span', null, name, status));
			who.setAttribute('aria-label', `${partner.name}, show profile`);
			input.placeholder = `Message ${partner.name}`;
		}
		status.textContent = thread.typing ? 'typing…' : '';
		form.hidden = Boolean(partner?.closed);
	}

	function draw() {
		const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
		const height = log.scrollHeight;
		const messages = thread.messages;
		const wanted = [];
		let before = null;
		let lastOwn = null;
		for (const message of messages) if (message.user_id === me) lastOwn = message;
		for (const [at, message] of messages.entries()) {
			const day = dayName(message.sent_at);
			if (!before || dayName(before.sent_at) !== day) wanted.push(node(`d${day}${message.seq ?? ''}`, () => h('p.day', null, h('span', null, day))));
			const bubble = node(`m${message.client_id ?? message.message_id}`, () => makeBubble(message));
			const next = messages[at + 1];
			bubble.classList.toggle('last', !next || next.user_id !== message.user_id || Date.parse(next.sent_at) - Date.parse(message.sent_at) > TOGETHER_MS);
			if (message.user_id === me) drawState(bubble, message, message === lastOwn);
			wanted.push(bubble);
			before = message;
		}
		if (thread.typing) wanted.push(node('typing', () => h('div.bubble.theirs.dots-typing.last', { role: 'img', 'aria-label': 'typing' }, h('i'), h('i'), h('i'))));
		if (!messages.length && thread.complete) wanted.push(node('hello', greeting));
		if (!messages.length && !thread.complete) wanted.push(node('wait', () => h('div.log-wait', null, h('span.spinner'))));
		reconcile(log, wanted);
		log.setAttribute('aria-busy', String(!opened));
		if (older) log.scrollTop += log.scrollHeight - height;
		else if (atEnd || !opened) log.scrollTop = log.scrollHeight;
		drawHead();
		if (thread.watched()) thread.markRead();
	}

	function node(key, make) {
		let made = nodes.get(key);
		if (!made) nodes.set(key, made = make());
		return made;
	}

	function makeBubble(message) {
		const mine = message.user_id === me;
		return h('div', { class: `bubble ${mine ? 'mine' : 'theirs'} ${opened && !older ? 'fresh-in' : ''}` },
			h('span.visually-hidden', null, mine ? 'You: ' : `${shownName ?? ''}: `),
			h('p', null, message.deleted ? 'Message removed' : message.text),
			h('span.meta', null, h('time', { datetime: message.sent_at }, timeOfDay(message.sent_at)), mine ? h('span.state') : null));
	}

	function drawState(bubble, message, newest) {
		const state = thread.stateOf(message);
		bubble.classList.toggle('newest', newest);
		if (bubble.dataset.state === state) return;
		bubble.dataset.state = state;
		const place = bubble.querySelector('.state');
		if (state === 'failed') {
			place.replaceChildren(h('button', { type: 'button', class: 'retry', title: message.reason, onclick: () => thread.deliver(message) }, icon('alert'), 'Not sent. Try again'));
			return;
		}
		const [glyph, label] = STATES[state];
		place.replaceChildren(icon(glyph), h('span.visually-hidden', null, label));
	}

	function greeting() {
		const partner = inbox.partner(id);
		return h('div.greeting', null, avatar(partner?.photo, partner?.name ?? '', 'huge'), h('h2', null, partner ? `You matched with ${partner.name}` : 'Say hello'), h('p', null, 'A question about something you share is a good start.'));
	}

	async function openProfile() {
		const partner = inbox.partner(id);
		if (!partner) return;
		try { showPerson(await app.api.getProfile(partner.user_id)); } catch (error) { complain(error); }
	}

	function fit() {
		input.style.height = 'auto';
		input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
		send.disabled = !input.value.trim();
	}

	function submit(event) {
		event.preventDefault();
		const text = input.value.trim();
		if (!text) return;
		input.value = '';
		fit();
		input.focus();
		log.scrollTop = log.scrollHeight;
		thread.send(text);
	}

	async function loadOlder() {
		if (thread.complete || thread.loading) return;
		older = opened;
		try {
			await thread.loadOlder();
		} catch (error) {
			if (error.status === 404 && inbox.fresh.some((match) => match.conversation_id === id) && tries++ < 3) {
				setTimeout(loadOlder, 600);
			} else if (error.status === 404) {
				app.go('#/chats');
				complain(new Error('This conversation is no longer there.'));
			} else complain(error);
		} finally {
			older = false;
		}
	}

	input.addEventListener('input', () => {
		fit();
		if (input.value) thread.tellTyping();
	});
	input.addEventListener('keydown', (event) => {
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		form.requestSubmit();
	});
	log.addEventListener('scroll', () => { if (opened && log.scrollTop < NEAR_TOP_PX) loadOlder(); }, { passive: true });
	const looked = () => { if (thread.watched()) thread.markRead(); };
	const resized = new ResizeObserver(() => { if (opened) log.scrollTop = log.scrollHeight; });
	resized.observe(form);
	thread.watched = () => !document.hidden && document.hasFocus();
	thread.addEventListener('change', draw);
	inbox.addEventListener('change', drawHead);
	window.addEventListener('focus', looked);
	document.addEventListener('visibilitychange', looked);
	draw();
	const first = thread.stored.size ? thread.catchUp() : loadOlder();
	first.then(() => {
		log.scrollTop = log.scrollHeight;
		opened = true;
		draw();
	});
	const wide = matchMedia('(min-width: 900px) and (pointer: fine)').matches;
	return {
		element, title: inbox.partner(id)?.name ?? 'Chat', focus: wide ? input : log,
		close() {
			thread.watched = () => false;
			resized.disconnect();
			thread.removeEventListener('change', draw);
			inbox.removeEventListener('change', drawHead);
			window.removeEventListener('focus', looked);
			document.removeEventListener('visibilitychange', looked);
		},
	};
}
