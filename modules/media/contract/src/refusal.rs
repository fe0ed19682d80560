//! Why the media module says no.

kernel::refusals! {
    /// Why the media module says no.
    pub enum MediaRefusal {
        /// No such file, or the caller may not know it.
        NotFound => NotFound, "media_not_found", "There is no such file.";
        /// Not a kind of file that is taken.
        UnsupportedMedia => UnsupportedMedia, "unsupported_media", "This kind of file is not supported.";
        /// More bytes than allowed.
        FileTooLarge => TooLarge, "file_too_large", "The file is too large.";
        /// More pixels than allowed.
        ImageTooLarge => Invalid, "image_too_large", "The image has too many pixels.";
        /// Damaged or cut off.
        CorruptImage => Invalid, "corrupt_image", "The image is damaged.";
        /// The upload had no file in it.
        NoFile => Malformed, "no_file", "The upload has no part named file or photo.";
    }
}
