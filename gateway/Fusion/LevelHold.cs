namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>For how long a level (warning or worse, alarm) has been called for, or not called for, in machine time.</summary>
public sealed class LevelHold
{
    public bool Called { get; set; }

    public long SinceMs { get; set; }

    public int Windows { get; set; }

    public void Update(bool called, long atMs)
    {
        if (called != Called || Windows == 0)
        {
            Called = called;
            SinceMs = atMs;
            Windows = 0;
        }

        Windows++;
    }

    public bool HeldFor(bool called, long atMs, int windows, double seconds) =>
        Called == called && Windows >= windows && atMs - SinceMs >= seconds * 1000;
}
