-- Short links are opened by their slug.
create index saved_object_by_slug on saved_object ((attributes ->> 'slug')) where type = 'url';
