using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AIoT.Embedded.Mosquitto;

/// <summary>A native client; it outlives every call in flight, and so does the managed object that its callbacks reach.</summary>
internal sealed class MosquittoHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private GCHandle _owner;

    private MosquittoHandle()
        : base(ownsHandle: true)
    {
    }

    /// <summary>The descriptor that wakes the client's loop.</summary>
    public int WakeUpDescriptor { get; private set; } = -1;

    /// <exception cref="MosquittoException">The library is missing or refuses the client id.</exception>
    public static MosquittoHandle Create(string clientId, bool cleanSession, object owner)
    {
        LibMosquitto.EnsureLoaded();
        var handle = new MosquittoHandle { WakeUpDescriptor = Libc.CreateWakeUp() };
        handle._owner = GCHandle.Alloc(owner, GCHandleType.Weak);
        nint native = LibMosquitto.mosquitto_new(clientId, cleanSession ? (byte)1 : (byte)0, GCHandle.ToIntPtr(handle._owner));
        if (native == 0)
        {
            handle.Free();
            handle.SetHandleAsInvalid();
            throw new MosquittoException(MosquittoError.Invalid, $"libmosquitto refuses the client id '{clientId}'");
        }

        handle.SetHandle(native);
        return handle;
    }

    protected override bool ReleaseHandle()
    {
        LibMosquitto.mosquitto_destroy(handle);
        Free();
        return true;
    }

    private void Free()
    {
        _ = Libc.close(WakeUpDescriptor);
        if (_owner.IsAllocated)
        {
            _owner.Free();
        }
    }
}
