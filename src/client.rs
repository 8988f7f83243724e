use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::failure::Failure;
use crate::js;
use crate::options::Options;
use crate::poller::Poller;
use crate::token::TokenStore;

/// One set of options with its token and its waiting jobs.
pub struct Client {
    pub options: Options,
    pub token: TokenStore,
    pub poller: Poller,
}

thread_local! {
    // Plain numbers cross the border instead of classes; JavaScript frees one when its client is collected.
    static CLIENTS: RefCell<Vec<Option<Rc<Client>>>> = const { RefCell::new(Vec::new()) };
}

impl Client {
    /// Makes a client and returns its number, which is never 0: JavaScript's `undefined` becomes that on its way here.
    pub fn register(options: JsValue) -> Result<u32, Failure> {
        let client =
            Rc::new(Self { options: Options::read(options)?, token: TokenStore::default(), poller: Poller::default() });
        // A number is never used again: JavaScript may hold on to that of a closed client.
        Ok(CLIENTS.with_borrow_mut(|clients| {
            clients.push(Some(client));
            clients.len() as u32
        }))
    }

    /// Whose entries this client writes and sees: as the caller says, else whom the token is for; `undefined` while neither
    /// is known.
    pub fn scope(&self) -> JsValue {
        let given = js::field(&self.options.given, "scope");
        if given.is_undefined() { self.token.subject() } else { given }
    }

    /// Finds a client by its number.
    pub fn get(number: u32) -> Option<Rc<Self>> {
        CLIENTS.with_borrow(|clients| clients.get((number as usize).wrapping_sub(1)).cloned().flatten())
    }

    /// Polls at once for every client.
    pub fn wake_all() {
        CLIENTS.with_borrow(|clients| clients.iter().flatten().for_each(|client| client.poller.wake()));
    }

    /// Forgets a client; calls under way keep it alive until they end.
    pub fn unregister(number: u32) {
        CLIENTS.with_borrow_mut(|clients| {
            if let Some(slot) = clients.get_mut((number as usize).wrapping_sub(1)) {
                *slot = None;
            }
        });
    }
}
