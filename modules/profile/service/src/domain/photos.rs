//! The order of photos, and how it changes. The first photo is the avatar.

use kernel::{FileId, Picture};
use profile_contract::ProfileRefusal;

/// Most photos of a profile.
pub const MOST: usize = 6;

/// The photos with one more, at `position` (0 being the avatar) or last; positions beyond the end mean last.
pub fn add(mut photos: Vec<FileId>, file: FileId, position: Option<u32>) -> Result<Vec<FileId>, ProfileRefusal> {
    if photos.contains(&file) {
        return Err(ProfileRefusal::PhotoExists);
    }
    if photos.len() >= MOST {
        return Err(ProfileRefusal::TooManyPhotos);
    }
    let last = photos.len();
    let position = position.and_then(|position| usize::try_from(position).ok()).unwrap_or(last).min(last);
    photos.insert(position, file);
    Ok(photos)
}

/// The photos in the wanted order, which must name each of them once.
pub fn order(photos: &[FileId], wanted: Vec<FileId>) -> Result<Vec<FileId>, ProfileRefusal> {
    let sorted = |files: &[FileId]| {
        let mut files = files.to_vec();
        files.sort_unstable();
        files
    };
    if sorted(photos) != sorted(&wanted) {
        return Err(ProfileRefusal::PhotoOrderMismatch);
    }
    Ok(wanted)
}

/// The photos without one of them.
pub fn remove(mut photos: Vec<FileId>, file: FileId) -> Result<Vec<FileId>, ProfileRefusal> {
    let position = photos.iter().position(|photo| *photo == file).ok_or(ProfileRefusal::PhotoNotFound)?;
    photos.remove(position);
    Ok(photos)
}

/// The pictures of `photos`, in their order; a photo without a picture is left out.
pub fn arranged(photos: &[FileId], pictures: &[Picture]) -> Vec<Picture> {
    photos.iter().filter_map(|file| pictures.iter().find(|picture| picture.file_id == *file).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(numbers: &[u128]) -> Vec<FileId> {
        numbers.iter().map(|n| uuid(*n)).collect()
    }
    fn uuid(n: u128) -> FileId {
        format!("{n:032x}").parse().unwrap()
    }

    #[test]
    fn a_photo_goes_where_it_is_put_and_last_otherwise() {
        assert_eq!(add(files(&[1, 2]), uuid(3), None).unwrap(), files(&[1, 2, 3]));
        assert_eq!(add(files(&[1, 2]), uuid(3), Some(0)).unwrap(), files(&[3, 1, 2]));
        assert_eq!(add(files(&[1, 2]), uuid(3), Some(u32::MAX)).unwrap(), files(&[1, 2, 3]));
    }

    #[test]
    fn six_photos_are_the_most_and_each_is_there_once() {
        assert_eq!(add(files(&[1, 2, 3, 4, 5]), uuid(6), None).unwrap().len(), 6);
        assert_eq!(add(files(&[1, 2, 3, 4, 5, 6]), uuid(7), None), Err(ProfileRefusal::TooManyPhotos));
        assert_eq!(add(files(&[1, 2, 3, 4, 5, 6]), uuid(6), None), Err(ProfileRefusal::PhotoExists));
    }

    #[test]
    fn an_order_names_each_photo_once() {
        assert_eq!(order(&files(&[1, 2, 3]), files(&[3, 1, 2])).unwrap(), files(&[3, 1, 2]));
        for wrong in [&[1, 2][..], &[1, 2, 2], &[1, 2, 4], &[1, 2, 3, 3], &[]] {
            assert_eq!(order(&files(&[1, 2, 3]), files(wrong)), Err(ProfileRefusal::PhotoOrderMismatch), "{wrong:?}");
        }
    }

    #[test]
    fn only_a_photo_that_is_there_can_be_removed() {
        assert_eq!(remove(files(&[1, 2]), uuid(1)).unwrap(), files(&[2]));
        assert_eq!(remove(files(&[1, 2]), uuid(3)), Err(ProfileRefusal::PhotoNotFound));
    }
}
