"""Members of a room talk over websockets."""

from integration.study.rooms.site import RoomSite


async def test_members_read_each_other_in_the_same_order(site: RoomSite) -> None:
    """Every message is acknowledged with its number, and all members get all of them once, in this order."""
    room = await site.create()
    async with await site.open(room) as ann, await site.open(room, site.member) as bob:
        numbers = [(await ann.call("message", text=f"a {count}"))["number"] for count in range(3)]
        numbers.append((await bob.call("message", text="b", id="b"))["number"])
        await ann.wait_event("message", text="b")
        await bob.wait_event("message", text="b")
        assert ann.texts == bob.texts == ["a 0", "a 1", "a 2", "b"]
        assert ann.numbers == bob.numbers == numbers == sorted(set(numbers))
        assert ann.events[-1]["user_id"] == str(site.member)
        assert (ann.events[-1]["id"], ann.events[-1]["to"]) == ("b", None)
