namespace AIoT.Embedded.Node.Tests;

/// <summary>Counts what a board would do.</summary>
internal sealed class TestPower : IPower
{
    public int Restarts { get; private set; }

    public List<int> Sleeps { get; } = [];

    public void Restart() => Restarts++;

    public void DeepSleep(int seconds) => Sleeps.Add(seconds);
}
