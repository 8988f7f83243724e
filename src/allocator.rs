//! A free list in place of the default allocator: the module holds few blocks, and this one takes up a tenth of the bytes.
#![allow(unsafe_code, reason = "the allocator asks its user to promise a single thread")]

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

// SAFETY: the module is single-threaded: it is built without atomics.
#[global_allocator]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };
