//! Second factors of a test: an authenticator app, and what the tables hold.

use auth_contract::TotpOffer;
use aws_lc_rs::hmac;
use kernel::Clock;
use platform::Engine;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use super::House;

/// An app that was shown the QR code.
#[derive(Debug)]
pub struct Authenticator(Vec<u8>);

impl Authenticator {
    pub fn scan(offer: &TotpOffer) -> Self {
        assert!(offer.uri.contains(&format!("?secret={}&issuer=Kindling", offer.secret)), "{}", offer.uri);
        Self(data_encoding::BASE32_NOPAD.decode(offer.secret.as_bytes()).unwrap())
    }

    pub fn secret(&self) -> &[u8] {
        &self.0
    }

    pub fn code(&self, house: &House) -> String {
        self.code_in(house, 0)
    }

    /// What it shows so many steps from now.
    pub fn code_in(&self, house: &House, steps: i64) -> String {
        let step = house.world.clock.now().as_secs() / 30 + steps;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes()).as_ref().to_vec();
        let at = usize::from(tag.last().unwrap() & 15);
        let word: [u8; 4] = tag.get(at..at + 4).unwrap().try_into().unwrap();
        format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
    }
}

async fn rows(house: &House, sql: &str) -> Vec<QueryResult> {
    let db = house.database.db();
    let backend = match db.engine() {
        Engine::Sqlite => DbBackend::Sqlite,
        Engine::Postgres => DbBackend::Postgres,
    };
    db.writer().query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
}

/// The bytes that a query calls `found`.
pub async fn bytes(house: &House, sql: &str) -> Vec<Vec<u8>> {
    rows(house, sql).await.iter().map(|row| row.try_get("", "found").unwrap()).collect()
}

/// What the accounts' log says that a change did, in its order; refusals come later and are left out.
pub async fn events(house: &House) -> Vec<String> {
    let sql = "select event from audit_entry where event not like '%failed' order by at, id";
    rows(house, sql).await.iter().map(|row| row.try_get("", "event").unwrap()).collect()
}

/// The password hash of somebody.
pub async fn hash_of(house: &House, username: &str) -> String {
    let sql = format!("select password_hash from account where username_key = '{username}'");
    rows(house, &sql).await.first().unwrap().try_get("", "password_hash").unwrap()
}

/// Lets all accounts do this.
pub async fn grant(house: &House, roles: &str) {
    house.database.db().writer().execute_unprepared(&format!("update account set roles = '{roles}'")).await.unwrap();
}

/// Gives somebody a passkey that nobody can use.
pub async fn give_passkey(house: &House, username: &str) {
    let db = house.database.db();
    let byte = match db.engine() {
        Engine::Sqlite => "x'01'",
        Engine::Postgres => r"'\x01'::bytea",
    };
    let sql = format!(
        "insert into passkey (id, account_id, name, credential, created_at)
         select {byte}, id, 'key', {byte}, 0 from account where username_key = '{username}'"
    );
    db.writer().execute_unprepared(&sql).await.unwrap();
}
