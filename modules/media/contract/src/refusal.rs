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
        /// Damaged or cut off.
        CorruptVideo => Invalid, "corrupt_video", "The video is damaged.";
        /// Longer than allowed.
        VideoTooLong => Invalid, "video_too_long", "The video is too long.";
        /// The classifier is sure that it is explicit.
        Explicit => Invalid, "explicit_media", "Explicit pictures are not allowed here.";
        /// The same bytes were rejected by a review.
        Rejected => Invalid, "media_rejected", "A moderator has rejected this file.";
        /// All of one person's files together are too many or too large.
        QuotaExceeded => Conflict, "media_quota_exceeded", "Your files take all the room you have. Delete some first.";
        /// The upload had no file in it.
        NoFile => Malformed, "no_file", "The upload has no part named file or photo.";
        /// No such upload, or not the caller's.
        UploadNotFound => NotFound, "upload_not_found", "There is no such upload.";
        /// The upload was given up, or took too long.
        UploadExpired => Gone, "upload_expired", "This upload has expired. Start again.";
        /// The bytes do not continue where the upload stands.
        OffsetMismatch => Conflict, "offset_mismatch", "The upload stands at another offset.";
        /// Too many unfinished uploads of one person.
        TooManyUploads => Conflict, "too_many_uploads", "Finish or cancel your other uploads first.";
        /// The caller may not do this.
        Forbidden => Forbidden, "forbidden", "You may not do this.";
    }
}
