namespace nanoFramework.Runtime.Native;

/// <summary>The managed heap. A PC has no fixed one: what is free is what a nominal heap of <see cref="NominalHeapBytes"/> would have left.</summary>
public static class GC
{
    internal const uint NominalHeapBytes = 64 * 1024 * 1024;

    /// <summary>Collects garbage.</summary>
    /// <param name="compactHeap">On a board: also move what is alive together. The PC's collector decides for itself.</param>
    /// <returns>Bytes free: 64 MiB less what is alive.</returns>
    public static uint Run(bool compactHeap)
    {
        long alive = System.GC.GetTotalMemory(forceFullCollection: compactHeap);
        return (uint)Math.Max(0, NominalHeapBytes - alive);
    }

    /// <summary>Messages of the collector: the PC's has none.</summary>
    public static void EnableGCMessages(bool enable)
    {
    }
}
