//! All pages of a list, as one stream.

use crate::Error;
use futures::{Stream, StreamExt, TryStreamExt, stream};

/// A request that has a page token.
pub(crate) trait Paged {
    fn set_page_token(&mut self, token: String);
}

/// The items of all pages, from the page of `request` on. `fetch` answers a page and the token of the next one, which
/// is empty at the end. The stream ends with the first error.
pub(crate) fn items<Q, T, F>(request: Q, fetch: impl Fn(Q) -> F) -> impl Stream<Item = Result<T, Error>>
where
    Q: Paged + Clone,
    F: Future<Output = Result<(Vec<T>, String), Error>>,
{
    let pages = stream::try_unfold((Some(request), fetch), |(request, fetch)| async move {
        let Some(mut request) = request else { return Ok::<_, Error>(None) };
        let (items, next) = fetch(request.clone()).await?;
        let following = (!next.is_empty()).then(|| {
            request.set_page_token(next);
            request
        });
        Ok(Some((stream::iter(items).map(Ok), (following, fetch))))
    });
    pages.try_flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Request(String);

    impl Paged for Request {
        fn set_page_token(&mut self, token: String) {
            self.0 = token;
        }
    }

    #[tokio::test]
    async fn pages_are_followed_to_the_end() {
        let fetch = |Request(token)| async move {
            let page: usize = token.parse().unwrap_or(0);
            let next = if page < 3 { (page + 1).to_string() } else { String::new() };
            // An empty page in the middle is no end.
            Ok(if page == 1 { (vec![], next) } else { (vec![page * 10, page * 10 + 1], next) })
        };
        let all: Vec<usize> = items(Request(String::new()), fetch).try_collect().await.unwrap();
        assert_eq!(all, [0, 1, 20, 21, 30, 31]);
    }

    #[tokio::test]
    async fn an_error_ends_it() {
        let fetch = |Request(token)| async move {
            if token.is_empty() {
                Ok((vec![1], "t".to_owned()))
            } else {
                Err(Error::Unusable("x".to_owned()))
            }
        };
        let all: Vec<_> = items(Request(String::new()), fetch).collect().await;
        assert!(matches!(&all[..], [Ok(1), Err(Error::Unusable(_))]), "{all:?}");
    }
}
