@echo off
rem Pure ASCII on purpose: cmd loses its place in a UTF-8 batch file after chcp, so the Vietnamese has no tone marks.
rem Starts Tram on Windows: makes .venv beside this file, installs the pinned libraries once, then runs the program.
setlocal EnableExtensions
chcp 65001 >nul
set "ROOT=%~dp0"
set "VENV=%ROOT%.venv"
set "PYTHON=%VENV%\Scripts\python.exe"
call :ensure requirements.lock || exit /b 1
for %%E in (analytics nation) do (
    if exist "%VENV%\requirements-%%E.lock" call :ensure requirements-%%E.lock || exit /b 1
    if /i "%~1 %~2"=="extra %%E" call :ensure requirements-%%E.lock || exit /b 1
)
if /i "%~1"=="test" call :ensure requirements-dev.lock || exit /b 1
if /i "%~1"=="check" call :ensure requirements-dev.lock || exit /b 1
set "PYTHONHOME="
set "PYTHONPATH=%ROOT%src"
set "PYTHONUTF8=1"
"%PYTHON%" -P -m tram %*
exit /b %ERRORLEVEL%

:ensure
if exist "%PYTHON%" if not exist "%VENV%\unfinished" (
    fc /b "%ROOT%%~1" "%VENV%\%~1" >nul 2>&1 && exit /b 0
)
if exist "%VENV%\unfinished" rmdir /s /q "%VENV%"
if not exist "%PYTHON%" call :make_venv || exit /b 1
echo Dang cai thu vien cua %~1, chi lam mot lan ... (installing libraries, once)
type nul > "%VENV%\unfinished"
"%PYTHON%" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes --prefer-binary -r "%ROOT%%~1"
if errorlevel 1 (
    del /q "%VENV%\unfinished"
    echo Khong cai duoc thu vien. Kiem tra mang roi chay lai tram.cmd. 1>&2
    echo ^(Could not install the libraries. Check the network and start tram.cmd again.^) 1>&2
    exit /b 1
)
copy /b /y "%ROOT%%~1" "%VENV%\%~1" >nul || exit /b 1
del /q "%VENV%\unfinished"
exit /b 0

:make_venv
for %%V in (3.14 3.13 3.12 3.11) do (
    py -%%V -c "import venv, ensurepip" >nul 2>&1 && py -%%V -m venv "%VENV%" && exit /b 0
)
python -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && python -m venv "%VENV%" && exit /b 0
echo Tram can Python 3.11 tro len. Tai Python tu trang chinh thuc cua Python, danh dau "Add python.exe to PATH" khi cai, roi chay lai. 1>&2
echo ^(Tram needs Python 3.11 or newer. Install it from the official Python site with "Add python.exe to PATH" ticked, then start again.^) 1>&2
exit /b 1
