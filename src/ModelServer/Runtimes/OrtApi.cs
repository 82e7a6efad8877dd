using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelServing.ModelServer.Runtimes;

/// <summary>The runtime's C functions that every request needs, as the managed classes around them cost more than a small model does, and those that have none.</summary>
/// <remarks>The table of functions only grows at its end, so their places in it are fixed (<c>onnxruntime_c_api.h</c>, <c>struct OrtApi</c>).</remarks>
internal static unsafe partial class OrtApi
{
    /// <summary>The first version that tells type and shape of a tensor in one call.</summary>
    private const uint Version = 24;

    private const int GetErrorMessageIndex = 2;
    private const int RunIndex = 9;
    private const int CreateTensorIndex = 49;
    private const int GetDataIndex = 51;
    private const int ReleaseStatusIndex = 93;
    private const int ReleaseValueIndex = 96;
    private const int AddInitializerIndex = 150;
    private const int AddExternalInitializersIndex = 210;
    private const int AddExternalFilesIndex = 279;
    private const int GetTypeAndShapeIndex = 414;

    private static readonly void** Table = Load();
    private static readonly nint Memory = OrtMemoryInfo.DefaultInstance.DangerousGetHandle();

    private static readonly delegate* unmanaged<nint, byte*> GetErrorMessage = (delegate* unmanaged<nint, byte*>)Table[GetErrorMessageIndex];
    private static readonly delegate* unmanaged<nint, void> ReleaseStatus = (delegate* unmanaged<nint, void>)Table[ReleaseStatusIndex];
    private static readonly delegate* unmanaged<nint, void> ReleaseValueFunction = (delegate* unmanaged<nint, void>)Table[ReleaseValueIndex];
    private static readonly delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> RunFunction =
        (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)Table[RunIndex];

    private static readonly delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorFunction =
        (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[CreateTensorIndex];

    private static readonly delegate* unmanaged<nint, void**, nint> GetDataFunction = (delegate* unmanaged<nint, void**, nint>)Table[GetDataIndex];
    private static readonly delegate* unmanaged<nint, int*, long**, nuint*, nint> GetTypeAndShapeFunction =
        (delegate* unmanaged<nint, int*, long**, nuint*, nint>)Table[GetTypeAndShapeIndex];

    private static readonly delegate* unmanaged<nint, byte*, nint, nint> AddInitializerFunction = (delegate* unmanaged<nint, byte*, nint, nint>)Table[AddInitializerIndex];
    private static readonly delegate* unmanaged<nint, byte**, nint*, nuint, nint> AddExternalInitializersFunction =
        (delegate* unmanaged<nint, byte**, nint*, nuint, nint>)Table[AddExternalInitializersIndex];

    private static readonly delegate* unmanaged<nint, byte**, nint*, nuint*, nuint, nint> AddExternalFilesFunction =
        (delegate* unmanaged<nint, byte**, nint*, nuint*, nuint, nint>)Table[AddExternalFilesIndex];

    /// <summary>Makes a value over memory that the caller keeps in place until the value is released.</summary>
    public static nint CreateTensor(void* data, int bytes, ReadOnlySpan<long> shape, int elementType)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            Check(CreateTensorFunction(Memory, data, (nuint)bytes, dimensions, (nuint)shape.Length, elementType, &value));
        }

        return value;
    }

    /// <summary>Runs a session; gives why it failed, or nothing.</summary>
    public static string? Run(nint session, nint options, byte** inputNames, ReadOnlySpan<nint> inputs, byte** outputNames, Span<nint> outputs)
    {
        fixed (nint* given = inputs)
        fixed (nint* results = outputs)
        {
            return Message(RunFunction(session, options, inputNames, given, (nuint)inputs.Length, outputNames, (nuint)outputs.Length, results));
        }
    }

    /// <summary>Gets the element type and the shape of a tensor; the shape lives as long as the value.</summary>
    public static ReadOnlySpan<long> TypeAndShape(nint value, out int elementType)
    {
        long* shape;
        nuint rank;
        int type;
        Check(GetTypeAndShapeFunction(value, &type, &shape, &rank));
        elementType = type;
        return new ReadOnlySpan<long>(shape, (int)rank);
    }

    public static void* Data(nint value)
    {
        void* data;
        Check(GetDataFunction(value, &data));
        return data;
    }

    /// <summary>Has a session take a value that the caller keeps for an initializer, and share what it packs of it.</summary>
    public static void AddInitializer(SessionOptions options, TensorNames name, nint value)
    {
        Check(AddInitializerFunction(options.DangerousGetHandle(), *name.Pointer, value));
        GC.KeepAlive(name);
    }

    /// <summary>Has a session copy values for the initializers that its model does not hold.</summary>
    public static void AddExternalInitializers(SessionOptions options, TensorNames names, ReadOnlySpan<nint> values)
    {
        fixed (nint* given = values)
        {
            Check(AddExternalInitializersFunction(options.DangerousGetHandle(), names.Pointer, given, (nuint)values.Length));
        }

        GC.KeepAlive(names);
    }

    /// <summary>Has a session read memory in place of the files that its model names.</summary>
    public static void AddExternalFiles(SessionOptions options, TensorNames names, ReadOnlySpan<nint> data, ReadOnlySpan<nuint> lengths)
    {
        fixed (nint* given = data)
        fixed (nuint* sizes = lengths)
        {
            Check(AddExternalFilesFunction(options.DangerousGetHandle(), names.Pointer, given, sizes, (nuint)data.Length));
        }

        GC.KeepAlive(names);
    }

    public static void ReleaseValue(nint value) => ReleaseValueFunction(value);

    /// <summary>Gets the native side of a session, which the class keeps to itself.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nativeHandle")]
    public static extern ref nint Handle(InferenceSession session);

    private static void Check(nint status)
    {
        if (Message(status) is { } message)
        {
            throw new InvalidOperationException($"The runtime refused a tensor: {message}");
        }
    }

    private static string? Message(nint status)
    {
        if (status == 0)
        {
            return null;
        }

        var message = Marshal.PtrToStringUTF8((nint)GetErrorMessage(status));
        ReleaseStatus(status);
        return message ?? "the runtime gave no reason";
    }

    private static void** Load()
    {
        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(void); }
        var getApi = (delegate* unmanaged<uint, void**>)((void**)GetApiBase())[0];
        var table = getApi(Version);
        return table is not null ? table : throw new DllNotFoundException($"ONNX Runtime does not offer version {Version} of its functions");
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial nint GetApiBase();
}
