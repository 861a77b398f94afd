"""The tables of each service. Rows leave room on their page, so that a change needs no new index entry."""

ALL = """
create table inbox (id uuid primary key);
create table outbox (
    id uuid primary key, type text not null, aggregateid text not null, payload bytea not null,
    traceparent text not null
);
create function must_be(changed bigint, expected bigint) returns boolean language plpgsql as $$ begin
    if changed <> expected then raise 'a row has moved' using errcode = 'serialization_failure'; end if;
    return true;
end $$;
"""

OWN = {
    "order_service": """
        create table product (sku text primary key, unit_price bigint not null, currency text not null);
        create table orders (
            order_id text collate "C" primary key, version integer not null, status text not null, reason text,
            paid boolean not null, shipped boolean not null, customer_id text not null, currency text not null,
            total bigint not null
        ) with (fillfactor = 50);
        create table order_body (order_id text collate "C" primary key, body bytea not null);
        create table idempotency (
            customer_id text collate "C", key text collate "C", order_id text not null, primary key (customer_id, key)
        );
        """,
    "payment_service": """
        create table payment (
            order_id text collate "C" primary key, version integer not null, phase text not null,
            created boolean not null, reserved boolean not null, applied boolean not null, cancelled boolean not null,
            subtotal bigint not null, discount bigint not null, currency text not null, payment_method text not null,
            reference text not null, traceparent text not null
        ) with (fillfactor = 50);
        """,
    "inventory_service": """
        create table stock (
            sku text collate "C" primary key, free bigint not null check (free >= 0),
            held bigint not null default 0 check (held >= 0), shipped bigint not null default 0
        ) with (fillfactor = 10);
        create table reservation (
            order_id text collate "C" primary key, version integer not null, state text not null, items bytea not null
        ) with (fillfactor = 50);
        """,
    "discount_service": """
        create table coupon (
            code text collate "C" primary key, percent integer not null, limit_ bigint not null,
            redeemed bigint not null default 0 check (redeemed between 0 and limit_)
        ) with (fillfactor = 10);
        create table redemption (
            order_id text collate "C" primary key, version integer not null, state text not null, coupon_code text
        ) with (fillfactor = 50);
        """,
    "shipping_service": """
        create table shipment (
            order_id text collate "C" primary key, version integer not null, phase text not null,
            created boolean not null, paid boolean not null, cancelled boolean not null, postal_code text not null,
            tracking_number text not null, traceparent text not null
        ) with (fillfactor = 50);
        """,
}
