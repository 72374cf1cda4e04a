using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Reads OrtTensorTypeAndShapeInfo.</summary>
internal static unsafe class TensorInfo
{
    public static OrtTensorTypeAndShapeInfo Read(OrtLibrary library, nint info)
    {
        int type;
        library.Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)library[OrtFunction.GetTensorElementType])(info, &type));
        long[] shape = new long[Rank(library, info)];
        fixed (long* extents = shape)
        {
            library.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)library[OrtFunction.GetDimensions])(info, extents, (nuint)shape.Length));
        }

        return new OrtTensorTypeAndShapeInfo((TensorElementType)type, shape);
    }

    public static string[] ReadSymbols(OrtLibrary library, nint info)
    {
        nint[] names = new nint[Rank(library, info)];
        fixed (nint* pointers = names)
        {
            library.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)library[OrtFunction.GetSymbolicDimensions])(info, pointers, (nuint)names.Length));
        }

        return Array.ConvertAll(names, name => Marshal.PtrToStringUTF8(name) ?? "");
    }

    private static int Rank(OrtLibrary library, nint info)
    {
        nuint rank;
        library.Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)library[OrtFunction.GetDimensionsCount])(info, &rank));
        return (int)rank;
    }
}
