using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.Gateway.Tpm;

/// <summary>The way to a TPM that tpm2-tss finds (tss2-tctildr): /dev/tpmrm0, a resource manager, or swtpm. Commands and responses are bytes.</summary>
internal sealed class Tcti : IDisposable
{
    private const string Library = "libtss2-tctildr.so.0";
    private const int TransmitAt = 16, ReceiveAt = 24, Forever = -1, Largest = 4096;
    private readonly Transmit _transmit;
    private readonly Receive _receive;
    private nint _context;

    private Tcti(nint context)
    {
        // TSS2_TCTI_CONTEXT_COMMON_V1: magic (8 bytes), version (4, and 4 of room), then the functions.
        _context = context;
        _transmit = Marshal.GetDelegateForFunctionPointer<Transmit>(Marshal.ReadIntPtr(context, TransmitAt));
        _receive = Marshal.GetDelegateForFunctionPointer<Receive>(Marshal.ReadIntPtr(context, ReceiveAt));
    }

    private delegate uint Transmit(nint context, nuint size, byte[] command);

    private delegate uint Receive(nint context, ref nuint size, byte[] response, int timeout);

    /// <summary>True: tpm2-tss is installed.</summary>
    public static bool IsInstalled => NativeLibrary.TryLoad(Library, out _);

    /// <param name="name">As tpm2-tss names it: <c>device:/dev/tpmrm0</c>, <c>swtpm:host=127.0.0.1,port=2321</c>; null: whatever it finds.</param>
    /// <exception cref="TpmException">There is no TPM there, or no tpm2-tss here.</exception>
    public static Tcti Open(string? name)
    {
        try
        {
            // What is wrong is told once, and by us.
            _ = SetEnvironment("TSS2_LOG", "all+NONE", 0);
            uint code = Tss2_TctiLdr_Initialize(name, out nint context);
            return code == 0 ? new Tcti(context) : throw new TpmException($"no TPM at {name ?? "the usual places"} (tpm2-tss code {code:x8}): give another with --tcti, or look whether this user may open it");
        }
        catch (DllNotFoundException)
        {
            throw new TpmException($"{Library} is not installed: apt-get install libtss2-tctildr0 libtss2-tcti-device0");
        }
    }

    /// <summary>Sends a command, and takes its response.</summary>
    /// <exception cref="TpmException">The way to the TPM is broken.</exception>
    public byte[] Exchange(byte[] command)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        uint code = _transmit(_context, (nuint)command.Length, command);
        byte[] response = new byte[Largest];
        nuint size = Largest;
        code = code == 0 ? _receive(_context, ref size, response, Forever) : code;
        if (code != 0 || size < 10 || BinaryPrimitives.ReadUInt32BigEndian(response.AsSpan(2)) != size)
        {
            throw new TpmException($"the TPM does not answer (tpm2-tss code {code:x8})");
        }

        return response[..(int)size];
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            Tss2_TctiLdr_Finalize(ref _context);
            _context = 0;
        }
    }

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern uint Tss2_TctiLdr_Initialize(string? name, out nint context);

    /// <summary>The run-time's own way changes nothing that native code sees.</summary>
    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    [DllImport(Library)]
    private static extern void Tss2_TctiLdr_Finalize(ref nint context);
}
