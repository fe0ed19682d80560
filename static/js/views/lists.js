/** New matches and conversations: the left pane on a wide screen, a view of its own on a phone. */
import { h, icon, reconcile, when } from '../dom.js';
import { snippet } from '../inbox.js';
import { avatar } from '../photo.js';

export function lists(app) {
	const { inbox } = app;
	const fresh = h('ul.fresh');
	const freshBox = h('section', { 'aria-labelledby': 'fresh-title' }, h('h2', { id: 'fresh-title' }, 'New matches'), fresh);
	const rows = h('ul.rows');
	const rowsTitle = h('h2', { id: 'rows-title' }, 'Messages');
	const empty = h('div.empty', null, h('span.empty-art', null, icon('chat')), h('h2', null, 'No conversations yet'),
		h('p', null, 'When somebody you like likes you back, you meet here.'), h('a.button.narrow', { href: '#/discover' }, 'Discover people'));
	const element = h('section.lists', { 'aria-label': 'Matches and conversations' }, h('h1.lists-title', { tabindex: -1 }, 'Chats'), freshBox, h('section', { 'aria-labelledby': 'rows-title' }, rowsTitle, rows), empty);
	/** @type {Map<string, {node: HTMLElement, print: string}>} */
	const kept = new Map();
	let selected = null;

	/** The same node as long as what it shows is the same. */
	function keep(key, shown, make) {
		const print = JSON.stringify(shown);
		let entry = kept.get(key);
		if (entry?.print !== print) kept.set(key, entry = { node: make(), print });
		return entry.node;
	}

	function draw() {
		const matches = inbox.fresh;
		const talks = inbox.list;
		const me = app.api.account?.user_id;
		reconcile(fresh, matches.map((match) => keep(`m${match.match_id}`, [match.name, match.photo], () => h('li', null,
			h('a', { href: to(match.conversation_id), 'data-id': match.conversation_id }, avatar(match.photo, match.name, 'large'), h('span', null, match.name))))));
		reconcile(rows, talks.map((talk) => {
			const id = talk.conversation_id;
			const partner = inbox.partner(id);
			const typing = inbox.threads.get(id)?.typing;
			const line = typing ? 'typing…' : snippet(talk, me);
			return keep(`c${id}`, [partner.name, partner.photo, line, when(talk.last_message_at), talk.unread_count], () => row(id, partner, line, talk, typing));
		}));
		freshBox.hidden = !matches.length;
		rowsTitle.hidden = !talks.length;
		empty.hidden = !inbox.loaded || Boolean(matches.length || talks.length);
		select(selected);
	}

	function select(id) {
		selected = id;
		for (const link of element.querySelectorAll('a[data-id]')) {
			if (link.dataset.id === id) link.setAttribute('aria-current', 'true');
			else link.removeAttribute('aria-current');
		}
	}

	inbox.addEventListener('change', draw);
	draw();
	return { element, select, close: () => inbox.removeEventListener('change', draw) };
}

const to = (id) => `#/chat/${encodeURIComponent(id)}`;

function row(id, partner, line, talk, typing) {
	const unread = talk.unread_count ?? 0;
	return h('li', null, h('a', { class: `row ${unread ? 'unread' : ''}`, href: to(id), 'data-id': id },
		avatar(partner.photo, partner.name),
		h('span.row-words', null, h('b', null, partner.name), h('span', { class: typing ? 'is-typing' : '' }, line)),
		h('span.row-end', null, h('time', { datetime: talk.last_message_at }, when(talk.last_message_at)),
			unread ? h('span.badge', null, unread > 99 ? '99+' : unread, h('span.visually-hidden', null, ' unread')) : null)));
}
