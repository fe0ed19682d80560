/** Puts the page together: who is signed in, which view the address names, and what stays on screen between views. */
import { Kindling } from './api.js';
import { LiveSocket } from './socket.js';
import { Inbox } from './inbox.js';
import { brand, complain, footer, h, icon } from './dom.js';
import { celebrate } from './celebrate.js';
import { avatar, photosOf } from './photo.js';
import { chat, noChat } from './views/chat.js';
import { discover } from './views/discover.js';
import { editor } from './views/editor.js';
import { lists } from './views/lists.js';
import { me } from './views/me.js';
import { welcome } from './views/welcome.js';

const ROUTES = { discover, chats: noChat, chat, me, edit: editor };
const OFFLINE_NOTE_MS = 2_000;

const api = new Kindling();
const live = new LiveSocket(api);
const inbox = new Inbox(api, live);
const root = document.getElementById('app');

/** What views share. */
const app = {
	api, live, inbox,
	/** The own profile. @type {import('./api.js').Profile|null} */
	profile: null,
	go(hash) {
		if (location.hash === hash) route();
		else location.hash = hash;
	},
	/** After a login. */
	async enter() {
		await this.reloadProfile();
		this.go(app.profile ? '#/discover' : '#/edit');
		start();
	},
	async reloadProfile() {
		await loadProfile();
		if (shell) drawAccount();
	},
	async signOut() {
		live.stop();
		await api.logout();
		signedOut();
	},
	/** Once a match. @param {{match_id?: string, user_id: string, name: string, conversation_id: string}} match */
	celebrate(match) {
		const key = match.match_id ?? match.user_id;
		if (celebrated.has(key)) return;
		celebrated.add(key);
		celebrate(app, match);
	},
};
/** @type {Set<string>} */
const celebrated = new Set();
let view = null;
let shell = null;

async function loadProfile() {
	try {
		app.profile = await api.getProfile();
	} catch (error) {
		if (error.status !== 404) throw error;
		app.profile = null;
	}
}

/** The connection and the lists wait for a profile: without one there is nobody to talk to. */
function start() {
	if (!app.profile) return;
	inbox.load().catch(complain);
	live.start();
}

function signedOut() {
	live.stop();
	inbox.reset();
	celebrated.clear();
	app.profile = null;
	history.replaceState(null, '', '#/');
	// Another account may be kept on this device: then it is its turn.
	boot();
}

function route() {
	const [name, id] = location.hash.replace(/^#\/?/, '').split('/');
	if (!api.account) return showWelcome();
	if (!app.profile && name !== 'edit') return app.go('#/edit');
	const make = Object.hasOwn(ROUTES, name) ? ROUTES[name] : null;
	if (!make) return app.go('#/discover');
	if (name === 'chat' && !id) return app.go('#/chats');
	shell ??= makeShell();
	view?.close?.();
	document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
	view = make(app, id && decodeURIComponent(id));
	shell.frame.dataset.view = name;
	shell.frame.dataset.new = String(!app.profile);
	shell.main.replaceChildren(view.element);
	for (const link of shell.frame.querySelectorAll('nav a')) {
		const current = link.getAttribute('href') === `#/${name}` || (name === 'chat' && link.hash === '#/chats');
		if (current) link.setAttribute('aria-current', 'page');
		else link.removeAttribute('aria-current');
	}
	shell.lists.select(name === 'chat' ? id : null);
	drawTitle();
	(view.focus ?? shell.main).focus({ preventScroll: true });
}

function showWelcome() {
	view?.close?.();
	shell?.lists.close();
	shell = null;
	view = welcome(app);
	root.replaceChildren(view.element);
	drawTitle();
}

function makeShell() {
	const links = [['discover', 'flame', 'Discover'], ['chats', 'chat', 'Chats'], ['me', 'person', 'Profile']];
	const badge = h('span.badge', { hidden: true });
	const note = h('p.offline', { role: 'status', hidden: true }, 'Reconnecting…');
	const account = h('a.account', { href: '#/me', 'aria-label': 'Your profile' });
	const sides = lists(app);
	const main = h('main', { id: 'main', tabindex: -1 });
	const frame = h('div.shell', null,
		h('header.head', null, h('a', { href: '#/discover', class: 'home', 'aria-label': 'Kindling, discover' }, brand()), note, account),
		h('nav.tabs', { 'aria-label': 'Main' }, links.map(([name, glyph, label]) => h('a', { href: `#/${name}`, class: `tab tab-${name}` },
			h('span.tab-icon', null, icon(glyph), name === 'chats' ? badge : null), h('span', null, label)))),
		sides.element,
		footer(),
		main);
	root.replaceChildren(frame);
	shell = { frame, main, badge, note, account, lists: sides };
	drawAccount();
	drawUnread();
	return shell;
}

function drawAccount() {
	shell.account.replaceChildren(avatar(photosOf(app.profile ?? {})[0], app.profile?.name ?? api.account?.username ?? ''));
}

function drawUnread() {
	const count = inbox.unread;
	if (shell) {
		shell.badge.hidden = !count;
		shell.badge.textContent = count > 99 ? '99+' : String(count);
		shell.badge.setAttribute('aria-label', `${count} unread`);
	}
	drawTitle();
}

function drawTitle() {
	const count = api.account ? inbox.unread : 0;
	document.title = `${count ? `(${count}) ` : ''}${view?.title ? `${view.title} · ` : ''}Kindling`;
}

let noteTimer;
live.addEventListener('state', ({ detail }) => {
	clearTimeout(noteTimer);
	if (detail === 'online' && shell) shell.note.hidden = true;
	if (detail !== 'online') noteTimer = setTimeout(() => { if (shell && live.wanted) shell.note.hidden = live.state === 'online'; }, OFFLINE_NOTE_MS);
});
inbox.addEventListener('change', drawUnread);
inbox.addEventListener('match', ({ detail }) => app.celebrate(detail));
api.addEventListener('signedout', signedOut);
window.addEventListener('hashchange', route);
// The address names a view, so the skip link moves the focus itself.
document.querySelector('.skip').addEventListener('click', (event) => {
	event.preventDefault();
	document.getElementById('main').focus();
});

async function boot() {
	if (api.account) {
		try {
			await loadProfile();
		} catch (error) {
			if (api.account) return cannotStart(error);
		}
	}
	route();
	start();
}

function cannotStart(error) {
	root.replaceChildren(h('main', { id: 'main', class: 'stuck' }, brand(), h('h1', null, 'Not right now'), h('p', null, error.message),
		h('button.button', { type: 'button', onclick: boot }, 'Try again'),
		h('button.button.plain', { type: 'button', onclick: () => app.signOut() }, 'Sign out')));
}

boot();
