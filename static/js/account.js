/**
 * The page behind links in mails and on the console: `#reset=`, `#verify=`, `#claim=`, and without one the form for a
 * forgotten password. Browsers do not send the fragment, so no log has the secret in it.
 */
import { Kindling } from './api.js';
import { brand, h } from './dom.js';
import { busy, clearErrors, field, showErrors } from './forms.js';

/** Tokens for this page alone: whoever follows a link may be signed in as somebody else. */
class Memory {
	#kept = null;
	read() { return this.#kept; }
	write(answer) { this.#kept = answer; }
	clear() { this.#kept = null; }
}

const api = new Kindling({ tokens: new Memory() });
const main = document.getElementById('main');
const VIEWS = { reset, verify, claim };

function start() {
	const [what, token] = location.hash.slice(1).split('=');
	(VIEWS[what] ?? forgot)(token);
}

/** @param {string} title @param {...any} parts */
function show(title, ...parts) {
	const heading = h('h1', { tabindex: -1 }, title);
	document.title = `${title} - Kindling`;
	main.replaceChildren(h('a.home', { href: '/' }, brand()), h('section.panel', null, heading, ...parts));
	return heading;
}

/** The end of a way: the secret leaves the address bar. */
function tell(title, ...parts) {
	history.replaceState(null, '', location.pathname);
	show(title, ...parts).focus();
}

/** A form. @param {string} label @param {any[]} parts @param {(typed: Record<string, string>) => Promise<void>} work */
function form(label, parts, work) {
	const submit = h('button.button', { type: 'submit' }, label);
	const element = h('form.entry', { onsubmit: (event) => {
		event.preventDefault();
		clearErrors(element);
		busy(submit, () => work(Object.fromEntries(new FormData(element))).catch((error) => {
			if (error.code === 'invalid_link') gone();
			else showErrors(element, error);
		}));
	} }, ...parts, h('p.form-error', { role: 'alert' }), submit);
	return element;
}

const input = (label, name, props, hint) => field(label, h('input', { name, required: true, ...props }), { name, hint });
const link = (href, text) => h('p', null, h('a', { href }, text));
const code = (hint, props) => input('One-time code', 'code', { autocomplete: 'one-time-code', autocapitalize: 'none', maxlength: 20, ...props }, hint);

function gone() {
	tell('This link does not work any more', h('p', null, 'It was used, it is too old, or a newer one was sent.'),
		link('/static/account.html', 'Get a link for a new password'), link('/', 'To Kindling'));
}

function forgot() {
	show('Forgotten your password?', form('Send a link', [
		h('p.hint', null, 'We send a link to the address of your account.'),
		input('E-mail address', 'email', { type: 'email', autocomplete: 'email', maxlength: 254 }),
	], async ({ email }) => {
		await api.forgotPassword(email);
		tell('Look into your mailbox', h('p', null, 'If this address belongs to an account, a mail with a link is on its way. The link works for a short time.'), link('/', 'To Kindling'));
	}));
}

function reset(token) {
	show('Set a new password', form('Set password', [
		h('p.hint', null, 'This signs out all your devices.'),
		input('New password', 'new_password', { type: 'password', autocomplete: 'new-password', minlength: 8, maxlength: 128 }, 'At least 8 characters; longer is better'),
	], async ({ new_password }) => {
		await api.resetPassword(token, new_password);
		tell('Your password is set', link('/', 'Sign in'));
	}));
}

function verify(token) {
	// A button, since programs that look through mail follow links too.
	show('Confirm your e-mail address', form('Confirm address', [], async () => {
		await api.verifyEmail(token);
		tell('Your address is confirmed', link('/', 'To Kindling'));
	}));
}

function claim(token) {
	show('Become the first admin', form('Continue', [
		h('p.hint', null, 'Sign in with the account that is to be admin. Admins need one-time codes; you can set them up here.'),
		input('User name', 'username', { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' }),
		input('Password', 'password', { type: 'password', autocomplete: 'current-password' }),
		code('Only if your account asks for one', { required: false }),
	], async ({ username, password, code: totp }) => {
		const who = { username, password };
		await api.login(totp ? { ...who, totp } : who);
		const { has_totp } = await api.ownAccount();
		await (has_totp ? become(token, who) : offer(token, who));
	}));
}

async function offer(token, who) {
	const { secret, uri } = await api.beginTotp(who.password);
	show('Set up one-time codes', form('Activate', [
		h('p', null, 'Add this key to your authenticator app, then enter the code that it shows.'),
		h('p', null, h('code', null, secret.match(/.{1,4}/g).join(' '))),
		link(uri, 'Open the app on this device'),
		code(undefined, { inputmode: 'numeric' }),
	], async ({ code: typed }) => {
		const { recovery_codes } = await api.confirmTotp(typed.trim());
		show('Keep your recovery codes', form('I have kept them', [
			h('p', null, 'Each signs you in once if you lose the app. They are not shown again.'),
			h('ul.codes', { 'aria-label': 'Recovery codes' }, recovery_codes.map((one) => h('li', null, h('code', null, one)))),
		], () => become(token, who))).focus();
	})).focus();
}

/** Takes the link; in a sign-in without a code the server asks for a new one first. */
async function become(token, who) {
	try {
		await api.claimAdmin(token);
		tell('You are the first admin', h('p', null, 'Sign in with a one-time code to use your rights.'), link('/', 'To Kindling'));
	} catch (error) {
		if (error.code !== 'second_factor_required') throw error;
		show('Sign in with a code', form('Become admin', [code('A code works once: wait for the next one')], async ({ code: totp }) => {
			await api.login({ ...who, totp: totp.trim() });
			await become(token, who);
		})).focus();
	}
}

addEventListener('hashchange', start);
start();
