"""What the README tells a reader with Docker to type works, typed as it stands."""

import sys

from choreo.demo.shop import Shop
from tests.compose.conftest import readme_line
from tests.compose.project import Project
from tests.readme.blocks import to_run


async def test_the_demo_ends_well_and_nothing_had_to_be_started_again(project: Project) -> None:
    await project.type("docker compose up --wait")
    told = await project.type(readme_line(".venv/bin/choreo --stack compose demo"))
    assert "all 200 orders ended as asked" in told
    for container in await project.containers():
        assert not container["State"]["OOMKilled"], container["Name"]
        assert container["RestartCount"] == 0, container["Name"]


async def test_every_line_for_a_running_shop_works_with_the_one_in_containers(project: Project, shop: Shop) -> None:
    python = f'"{sys.executable}" - <<"END_OF_PYTHON"\n'
    script = "\n".join(
        block.text if block.language == "sh" else f"{python}{block.text}END_OF_PYTHON" for block in to_run()
    )
    told = await project.type(script.replace(".venv/bin/choreo", ".venv/bin/choreo --stack compose"))
    assert "ce_type=order.completed" in told
    assert "traceparent=00-" in told
    assert "I6 holds" in told
    assert "no dead letters" in told


async def test_an_order_of_the_readme_is_completed(project: Project, shop: Shop) -> None:
    [ordering] = [block.text for block in to_run() if "my-first-order" in block.text]
    own = ordering.replace("my-first-order", "another-order")
    lists = "items = json.load(sys.stdin)['items']; print(items[0]['order_id'])"
    waiting = f"""
        ORDER=$(curl -s "http://127.0.0.1:8001/orders?limit=1" -H "Authorization: Bearer $TOKEN" \\
            | python3 -c "import json, sys; {lists}")
        curl -s "http://127.0.0.1:8001/orders/$ORDER?wait=30" -H "Authorization: Bearer $TOKEN"
    """
    told = await project.type(own + waiting)
    assert '"status":"PENDING"' in told
    assert '"status":"COMPLETED"' in told.splitlines()[-1]
