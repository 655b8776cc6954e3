"""What clients get of a changed row."""

from integration.study.realtime_changes.world import ChangesWorld, wanted


async def test_insert_update_delete(world: ChangesWorld) -> None:
    """Each change of a row arrives once, in order, with the fields of the protocol."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text, done bool DEFAULT false)", "items")
    subscriber = await world.subscribe(wanted())
    await world.execute("INSERT INTO shop.items VALUES (1, 'a')")
    await world.execute("UPDATE shop.items SET name = 'b', id = 2")
    await world.execute("DELETE FROM shop.items")
    await world.settle()
    assert subscriber.problems == []
    stamps = [data.pop("commit_timestamp") for data in subscriber.data]
    assert stamps == sorted(stamps)
    assert all(stamp.endswith("Z") for stamp in stamps)
    columns = [{"name": "id", "type": "int4"}, {"name": "name", "type": "text"}, {"name": "done", "type": "bool"}]
    common = {"schema": "shop", "table": "items", "columns": columns, "errors": None}
    first, second = {"id": 1, "name": "a", "done": False}, {"id": 2, "name": "b", "done": False}
    assert subscriber.data == [
        {**common, "type": "INSERT", "record": first, "old_record": {}},
        {**common, "type": "UPDATE", "record": second, "old_record": {"id": 1}},
        {**common, "type": "DELETE", "record": {}, "old_record": {"id": 2}},
    ]
    assert subscriber.subscription is not None
    assert all(payload["ids"] == list(subscriber.subscription.ids) for payload in subscriber.payloads)
